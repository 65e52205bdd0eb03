/**
 * @module Applies fixes in memory: every new text is read as a config before it may replace a file,
 * and must resolve to the same values except for those that the fixes change.
 */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import groupBy from 'lodash/groupBy.js';
import { ConfigError } from '../../core/index.js';
import { rewritten } from '../dialects/two-x/rewritten.js';
import { differencesOf } from '../difference.js';
import type { LoadedConfig } from '../layer.js';
import { loadConfig } from '../load.js';
import { readConfigFile } from '../read-file.js';
import { BYTE_ORDER_MARK, type Texts, withoutMark } from '../source-text.js';
import type { ConfigObject } from '../value.js';
import type { Edit, Finding } from './finding.js';

export interface FixedTexts {
  /** New texts of files, byte-order mark and line ends as before. */
  readonly texts: Texts;
  /** Files whose fixes were not applied, and why. */
  readonly refused: ReadonlyMap<string, string>;
}

/** Of overlapping fixes the first is applied; another run applies the rest. */
export async function fixedTexts(findings: readonly Finding[]): Promise<FixedTexts> {
  const refused = new Map<string, string>();
  for (;;) {
    const chosen = withoutOverlaps(
      findings.filter(({ fix }) => !fix?.edits.some(({ file }) => refused.has(file))),
    );
    const texts = new Map<string, string>();
    for (const [file, edits] of editsByFile(chosen)) {
      const text = edited(file, edits);
      if (text === undefined) refused.set(file, 'it is not UTF-8');
      else texts.set(file, text);
    }
    for (const [file, reason] of await wrongTexts(chosen, texts)) refused.set(file, reason);
    if ([...texts.keys()].every((file) => !refused.has(file))) return { texts, refused };
  }
}

function withoutOverlaps(findings: readonly Finding[]): Finding[] {
  const taken: Edit[] = [];
  const added = new Set<string>();
  return groupsOf(findings).flatMap((group) => {
    const edits = group.flatMap(({ fix }) => fix?.edits ?? []);
    const adds = group.flatMap((finding) => addedBy(finding));
    if (edits.some((edit) => taken.some((other) => meet(edit, other)))) return [];
    if (adds.some((key) => added.has(key))) return [];
    taken.push(...edits);
    for (const key of adds) added.add(key);
    return group;
  });
}

/** Keys that a fix adds, each with its file. */
function addedBy({ fix, location }: Finding): string[] {
  return (fix?.adds ?? []).map((path) => `${location.file}\0${path}`);
}

/** Findings of one group and one config are applied together, and so are those of configs that share a finding. */
function groupsOf(findings: readonly Finding[]): Finding[][] {
  const groups = new Set<Finding[]>();
  const byConfig = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.fix === undefined) continue;
    const { group: name } = finding.fix;
    const keys = name === undefined ? [] : finding.configs.map((config) => `${name}\0${config}`);
    const met = new Set(keys.flatMap((key) => (byConfig.has(key) ? [byConfig.get(key) as Finding[]] : [])));
    const merged = [...[...met].flat(), finding];
    for (const group of met) groups.delete(group);
    groups.add(merged);
    const all = name === undefined ? [] : merged.flatMap(({ configs }) => configs);
    for (const config of all) byConfig.set(`${name}\0${config}`, merged);
  }
  return [...groups];
}

function meet(a: Edit, b: Edit): boolean {
  return a.file === b.file && ((a.start < b.end && b.start < a.end) || a.start === b.start);
}

function editsByFile(findings: readonly Finding[]): Map<string, Edit[]> {
  const edits = findings.flatMap(({ fix }) => fix?.edits ?? []);
  return new Map(Object.entries(groupBy(edits, ({ file }) => file)));
}

function edited(file: string, edits: readonly Edit[]): string | undefined {
  const bytes = readFileSync(file);
  if (!isUtf8(bytes)) return undefined;
  const before = bytes.toString('utf8');
  const lineEnd = before.includes('\r\n') ? '\r\n' : '\n';
  const text = [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce(
      (at, { start, end, text: by }) => at.slice(0, start) + by.replaceAll('\n', lineEnd) + at.slice(end),
      withoutMark(before),
    );
  return before.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK + text : text;
}

/** Files whose new text changes other values than its fixes state. */
async function wrongTexts(findings: readonly Finding[], texts: Texts): Promise<Map<string, string>> {
  const wrong = new Map<string, string>();
  for (const config of new Set(findings.flatMap(({ configs }) => configs))) {
    const own = findings.filter(({ configs }) => configs.includes(config));
    const files = new Set(own.flatMap(({ fix }) => fix?.edits.map(({ file }) => file) ?? []));
    const changes = own.flatMap(({ fix }) => fix?.changes ?? []);
    const reason = await wrongAfter(config, changes, texts);
    if (reason !== undefined) for (const file of files) wrong.set(file, reason);
  }
  return wrong;
}

async function wrongAfter(
  config: string,
  changes: readonly string[],
  texts: Texts,
): Promise<string | undefined> {
  const before = await tryToLoad(config);
  const after = await tryToLoad(config, texts);
  if (after instanceof ConfigError) {
    if (!(before instanceof ConfigError)) return `the fixed file could not be read (${after.message})`;
    const read = await readConfigFile(config, texts).catch((error: unknown) => error);
    return read instanceof Error ? `the fixed file could not be read (${read.message})` : undefined;
  }
  if (before instanceof ConfigError) return undefined;
  const isMeant = (path: string) =>
    changes.some((change) => path === change || path.startsWith(`${change}.`));
  const others = (a: ConfigObject, b: ConfigObject) => differencesOf(a, b).find(({ path }) => !isMeant(path));
  const other = others(before.config, after.config);
  if (other === undefined) return undefined;
  // renamed options: the values that they are read as must stay
  const [old, now] = [before, after].map(({ config }) => rewritten(config));
  if (now.issues.length > old.issues.length) {
    const [{ path, message }] = now.issues;
    return `afterwards, ${path}: ${message}`;
  }
  const different = others(old.config, now.config);
  return different === undefined ? undefined : `${different.path} would change too`;
}

async function tryToLoad(config: string, texts?: Texts): Promise<LoadedConfig | ConfigError> {
  try {
    return await loadConfig(config, { read: (file) => readConfigFile(file, texts) });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}
