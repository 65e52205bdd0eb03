/** @module Lints configs: every rule over every file, and the fixes that rules offer. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import type { ts } from 'ts-morph';
import { type Builder, ConfigError } from '../../core/index.js';
import { CODE_EXTENSIONS } from '../evaluate.js';
import { COMMAND_LINE, originOf } from '../history.js';
import type { LoadedConfig } from '../layer.js';
import { loadConfig } from '../load.js';
import type { Place } from '../places/place.js';
import { Places } from '../places/places.js';
import { nodeAt } from '../places/typescript-places.js';
import { placeOf, TypeScriptSources } from '../places/typescript-source.js';
import type { Edit, Finding, LintContext, Report, Rule } from './finding.js';
import { rules as allRules } from './rules/index.js';

const EXTENSIONS = [...CODE_EXTENSIONS, '.json', '.py', '.yaml', '.yml'];
/** `// lint-ignore unused-variable: why`, on the line itself or the one above. */
const IGNORE = /(?:\/\/|#|\*)\s*lint-ignore(-file)?\s+([\w-]+)/;

/**
 * Configs at `paths`, which are files or folders. Modules that configs import are none.
 *
 * @throws {ConfigError} for a path that does not exist.
 */
export function findConfigs(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) throw new ConfigError(`${path} does not exist.`);
    if (!stats.isDirectory()) return [resolve(path)];
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => EXTENSIONS.includes(extname(name)) && !/(^|[\\/])(node_modules|\.)/.test(name))
      .map((name) => resolve(join(path, name)))
      .filter((file) => !isModule(file))
      .sort();
  });
}

/** Code that only other configs import gives no config of its own. */
function isModule(file: string): boolean {
  if (!CODE_EXTENSIONS.includes(extname(file))) return false;
  return !/\bexport\s+default\b|\bmodule\.exports\b/.test(readFileSync(file, 'utf8'));
}

/** What the rules find in `files`, each once, in the order of the places. */
export async function lintConfigs(
  files: readonly string[],
  builder: Builder,
  rules: readonly Rule[] = allRules,
): Promise<Finding[]> {
  const found = new Map<string, Finding>();
  const sources = new TypeScriptSources();
  for (const file of files) {
    for (const finding of await lintFile(file, builder, rules, sources)) {
      const { place, code } = finding;
      found.set([place.file, place.line, place.column, code].join(':'), finding);
    }
  }
  return [...found.values()].filter((finding) => !isIgnored(finding)).sort(byPlace);
}

async function lintFile(
  file: string,
  builder: Builder,
  rules: readonly Rule[],
  sources: TypeScriptSources,
): Promise<Finding[]> {
  const { loaded, loadError } = await tryToLoad(file);
  const places = loaded === undefined ? undefined : await Places.of([loaded.layer]);
  const origin = (path: string) => (loaded === undefined ? undefined : originOf(loaded, path));
  const context: LintContext = {
    file,
    text: readFileSync(file, 'utf8'),
    isPart: /[\\/]_base_[\\/]/.test(file),
    loaded,
    loadError,
    sources,
    builder,
    nodeOf: (path) => {
      const change = origin(path);
      if (change === undefined || change.file === COMMAND_LINE || /\.(py|ya?ml)$/.test(change.file))
        return undefined;
      return nodeAt(change.file, change.path, sources);
    },
  };
  const place = (at: Report['at']): Place => {
    if (Array.isArray(at)) return place(at.find((path) => origin(path)?.file === file) ?? at[0]);
    if (typeof at !== 'string') return 'line' in at ? at : placeOf(at as ts.Node);
    const node = loaded === undefined && !/\.(py|ya?ml)$/.test(file) ? nodeAt(file, at, sources) : undefined;
    if (node !== undefined) return placeOf(node);
    const change = origin(at);
    const known = change === undefined ? undefined : places?.find(change.file, change.path);
    return known ?? { file, line: 1, column: 1 };
  };
  return rules.flatMap((rule) =>
    [...rule.check(context)].map(({ at, ...report }) => ({
      code: rule.code,
      severity: rule.severity,
      ...report,
      place: place(at),
    })),
  );
}

async function tryToLoad(file: string): Promise<{ loaded?: LoadedConfig; loadError?: Error }> {
  try {
    return { loaded: await loadConfig(file) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { loadError: error };
  }
}

function isIgnored({ code, place }: Finding): boolean {
  const lines = readFileSync(place.file, 'utf8').split('\n');
  const matches = (line: string | undefined, isWholeFile: boolean) => {
    const match = IGNORE.exec(line ?? '');
    return match !== null && match[2] === code && (match[1] !== undefined) === isWholeFile;
  };
  if ([lines[place.line - 1], lines[place.line - 2]].some((line) => matches(line, false))) return true;
  return lines.some((line) => matches(line, true));
}

function byPlace({ place: a }: Finding, { place: b }: Finding): number {
  return a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column;
}

/** Texts of the files that fixes change. Of fixes that overlap, the first counts; lint again for the rest. */
export function applyFixes(findings: readonly Finding[]): Map<string, string> {
  const edits = new Map<string, Edit[]>();
  for (const { fix = [] } of findings) {
    const overlaps = fix.some((edit) =>
      (edits.get(edit.file) ?? []).some((other) => edit.start < other.end && other.start < edit.end),
    );
    if (overlaps) continue;
    for (const edit of fix) edits.set(edit.file, [...(edits.get(edit.file) ?? []), edit]);
  }
  return new Map(
    [...edits].map(([file, list]) => {
      const before = readFileSync(file, 'utf8');
      const last = [...list].sort((a, b) => b.start - a.start);
      return [
        file,
        last.reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), before),
      ];
    }),
  );
}
