/** @module Lints configs: every rule over every file. */
import { readdirSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import type { ts } from 'ts-morph';
import { Builder, ConfigError } from '../../core/index.js';
import { isThreeX, threeXMessage } from '../dialects/dialect.js';
import { rewritten } from '../dialects/two-x/rewritten.js';
import { hiderFor } from '../environment-text.js';
import { CODE_EXTENSIONS } from '../evaluate.js';
import { originOf } from '../history.js';
import { type LoadedConfig, layersOf } from '../layer.js';
import { loadConfig } from '../load.js';
import type { Location } from '../locations/location.js';
import { Locations } from '../locations/locations.js';
import { Properties } from '../locations/properties.js';
import { nodeAt } from '../locations/typescript-locations.js';
import { locationOf, TypeScriptSources } from '../locations/typescript-source.js';
import { readSourceSync } from '../source-text.js';
import { idleKeys, misspeltKeys, referencesIn } from '../unread-keys.js';
import type { Finding, LintContext, Report, Rule } from './finding.js';
import { rules as allRules } from './rules/index.js';

const EXTENSIONS = [...CODE_EXTENSIONS, '.json', '.py', '.yaml', '.yml'];
/** Folders and files that are not configs although their extension is. */
const NO_CONFIGS = /(^|[\\/])(node_modules|\.|package(-lock)?\.json$|tsconfig[\w.]*\.json$)/;
/** `// lint-ignore unused-variable: why`, on the line itself or the one above. */
const IGNORE = /(?:\/\/|#|\*)\s*lint-ignore(-file)?\s+([\w-]+)/;

/**
 * Configs at `paths`, which are files or folders. Modules that configs only import are left out.
 *
 * @throws {ConfigError} for a path that does not exist.
 */
export function findConfigs(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) throw new ConfigError(`${path} does not exist.`);
    if (!stats.isDirectory()) return [resolve(path)];
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => EXTENSIONS.includes(extname(name)) && !NO_CONFIGS.test(name))
      .map((name) => resolve(join(path, name)))
      .filter((file) => !isModule(file) && !isZooIndex(file))
      .sort();
  });
}

/** A module that other configs import is not a config itself. */
function isModule(file: string): boolean {
  if (!CODE_EXTENSIONS.includes(extname(file))) return false;
  const isThere = statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  return isThere && !/\bexport\s+default\b|\bmodule\.exports\b/.test(readSourceSync(file));
}

/** Folders of mmdetection's configs also contain model indexes: `metafile.yml`. */
function isZooIndex(file: string): boolean {
  return /\.ya?ml$/.test(file) && /^(?:Models|Collections|Import):/m.test(readIfThere(file));
}

function readIfThere(file: string): string {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? readSourceSync(file) : '';
}

/** Gives the builder that knows the components of a config. @throws {ConfigError} when it cannot be made. */
export type BuilderOf = (loaded: LoadedConfig) => Promise<Builder>;

/**
 * The findings in `files`, without duplicates, by location.
 *
 * @param builder of all configs, or of each.
 */
export async function lintConfigs(
  files: readonly string[],
  builder: Builder | BuilderOf,
  rules: readonly Rule[] = allRules,
): Promise<Finding[]> {
  const found = new Map<string, Finding>();
  const builderOf: BuilderOf = typeof builder === 'function' ? builder : async () => builder;
  const sources = new TypeScriptSources();
  const references = new Set(files.flatMap((file) => referencesIn(readIfThere(file))));
  for (const file of files) {
    for (const finding of await lintFile(file, { builderOf, rules, sources, references })) {
      const { location, code } = finding;
      const key = [location.file, location.line, location.column, code].join(':');
      const configs = [...(found.get(key)?.configs ?? []), file];
      found.set(key, { ...finding, configs });
    }
  }
  return [...found.values()].filter((finding) => !isIgnored(finding)).sort(byLocation);
}

/** State shared by all files. */
interface Shared {
  readonly builderOf: BuilderOf;
  readonly rules: readonly Rule[];
  readonly sources: TypeScriptSources;
  /** Names that any of the files takes from its bases. */
  readonly references: ReadonlySet<string>;
}

async function lintFile(file: string, { builderOf, rules, sources, references }: Shared): Promise<Finding[]> {
  const { loaded, builder, loadError } = await tryToLoad(file, builderOf);
  const locations = loaded === undefined ? undefined : await Locations.of([loaded.layer]);
  const origin = (path: string) => (loaded === undefined ? undefined : originOf(loaded, path));
  const context: LintContext = {
    file,
    text: readIfThere(file),
    isPart: /[\\/]_base_[\\/]/.test(file),
    loaded,
    loadError,
    old: await oldOptions(loaded, locations),
    misspelt: loaded === undefined ? [] : await misspeltKeys(loaded, references),
    idle: loaded === undefined ? [] : await idleKeys(loaded, references),
    sources,
    builder,
    locationOf: (path) => {
      const change = origin(path);
      return change === undefined ? undefined : locations?.find(change.file, change.path);
    },
  };
  const location = (at: Report['at']): Location => {
    if (Array.isArray(at)) return location(at.find((path) => origin(path)?.file === file) ?? at[0]);
    if (typeof at !== 'string') return 'line' in at ? at : locationOf(at as ts.Node);
    const node = loaded === undefined && !/\.(py|ya?ml)$/.test(file) ? nodeAt(file, at, sources) : undefined;
    if (node !== undefined) return locationOf(node);
    const change = origin(at);
    const known = change === undefined ? undefined : locations?.find(change.file, change.path);
    return known ?? { file, line: 1, column: 1 };
  };
  const hide = await hiderFor(loaded === undefined ? [file] : filesOf(loaded));
  return rules.flatMap((rule) =>
    [...rule.check(context)].map(({ at, ...report }) => ({
      code: rule.code,
      severity: rule.severity,
      configs: [file],
      ...report,
      message: hide(report.message),
      location: location(at),
    })),
  );
}

function filesOf({ layer }: LoadedConfig): string[] {
  return layersOf(layer).map((each) => each.file);
}

async function oldOptions(
  loaded: LoadedConfig | undefined,
  locations: Locations | undefined,
): Promise<LintContext['old']> {
  if (loaded === undefined || locations === undefined) return undefined;
  const { applied } = rewritten(loaded.config);
  return applied.length === 0
    ? undefined
    : { applied, locations, properties: await Properties.of(filesOf(loaded)) };
}

async function tryToLoad(
  file: string,
  builderOf: BuilderOf,
): Promise<{ loaded?: LoadedConfig; loadError?: Error; builder: Builder }> {
  try {
    const loaded = await loadConfig(file);
    if (!isThreeX(loaded.config)) return { loaded, builder: await builderOf(loaded) };
    return { loadError: new ConfigError(threeXMessage(file, loaded.config)), builder: noComponents };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { loadError: error, builder: noComponents };
  }
}

/** Of a config that cannot be loaded. */
const noComponents = new Builder([]);

function isIgnored({ code, location }: Finding): boolean {
  const lines = readIfThere(location.file).split('\n');
  const matches = (line: string | undefined, isWholeFile: boolean) => {
    const match = IGNORE.exec(line ?? '');
    return match !== null && match[2] === code && (match[1] !== undefined) === isWholeFile;
  };
  if ([lines[location.line - 1], lines[location.line - 2]].some((line) => matches(line, false))) return true;
  return lines.some((line) => matches(line, true));
}

function byLocation({ location: a }: Finding, { location: b }: Finding): number {
  return a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column;
}
