/**
 * @module Top-level keys that no run reads. Most are variables, as in mmdetection's configs; one that no
 * expression uses either is misspelt, or has no effect there.
 */
import { type ConfigIssue, editDistance, nearest, surelyMeant } from '../core/index.js';
import { OLD_TOP_KEYS } from './dialects/two-x/rewrites.js';
import { CODE_EXTENSIONS } from './evaluate.js';
import { type LoadedConfig, layersOf } from './layer.js';
import { runKeys } from './schema/run-schema.js';
import { readSource } from './source-text.js';
import { MODEL_WRAPPER, substitutedNames } from './substitution.js';

/** A name with a greater edit distance from every known key is treated as a variable of the author. */
const MAX_EDIT_DISTANCE = 3;

/** Keys that belong to the model. */
export const READ_ELSEWHERE: readonly string[] = [...OLD_TOP_KEYS, MODEL_WRAPPER];

const REFERENCE = /_base_\.(\w+)/g;

/** First names of references in `text`, such as `{{ _base_.model.neck }}` or `${model.neck}`. */
export function referencesIn(text: string): string[] {
  return [...[...text.matchAll(REFERENCE)].map(([, name]) => name), ...substitutedNames(text)];
}

/**
 * Keys that are likely misspelt, each with the known key.
 *
 * @param elsewhere names that configs which inherit from this one use.
 */
export async function misspeltKeys(
  loaded: LoadedConfig,
  elsewhere: ReadonlySet<string> = new Set(),
): Promise<ConfigIssue[]> {
  const issues = unreadOf(loaded).flatMap((key): ConfigIssue[] => {
    const near = nearest(key, runKeys).filter((other) => isTypo(key, other));
    if (near.length === 0) return [];
    const hint = near.map((name) => `"${name}"`).join(' or ');
    const rename = surelyMeant(key, runKeys);
    const message = `unknown key, and no expression uses it. Did you mean ${hint}?`;
    return [{ path: key, message, ...(rename !== undefined && { rename }) }];
  });
  if (issues.length === 0) return [];
  const used = await usedNames(loaded);
  return issues.filter(({ path }) => !used.has(path) && !elsewhere.has(path));
}

/**
 * Keys that nothing reads or uses, and that are not similar enough to a known key to be a misspelling.
 *
 * @param elsewhere names that configs which inherit from this one use.
 */
export async function idleKeys(
  loaded: LoadedConfig,
  elsewhere: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const unread = unreadOf(loaded);
  if (unread.length === 0) return [];
  const used = await usedNames(loaded);
  const isIdle = (key: string) => !used.has(key) && !elsewhere.has(key);
  return unread.filter((key) => isIdle(key) && !runKeys.some((other) => isTypo(key, other)));
}

function unreadOf({ layer }: LoadedConfig): string[] {
  return Object.keys(layer.merged).filter((key) => !runKeys.includes(key) && !READ_ELSEWHERE.includes(key));
}

function isTypo(key: string, other: string): boolean {
  const limit = Math.min(MAX_EDIT_DISTANCE, Math.floor(key.length / 3));
  return editDistance(key.toLowerCase(), other.toLowerCase()) <= limit;
}

/** Names that expressions of any file of the config use; references to bases count in every language. */
async function usedNames({ layer }: LoadedConfig): Promise<Set<string>> {
  const used = new Set<string>();
  for (const file of new Set(layersOf(layer).map((each) => each.file))) {
    const text = await readSource(file).catch(() => '');
    for (const name of referencesIn(text)) used.add(name);
    for (const name of await namesIn(file, text)) used.add(name);
  }
  return used;
}

async function namesIn(file: string, text: string): Promise<Iterable<string>> {
  if (file.endsWith('.py')) return (await import('./python/used-names.js')).usedNamesIn(text, file);
  if (!CODE_EXTENSIONS.some((extension) => file.endsWith(extension))) return [];
  return (await import('./locations/used-names.js')).usedNamesIn(text, file);
}
