/**
 * @module Inheritance: merges a config over its bases. The rules are exactly those of mmcv 1.6:
 * objects merge, lists and scalars replace, `_delete_: true` drops what was inherited. Lodash's `merge` merges lists by
 * index, skips `undefined` and reaches prototypes.
 */
import { ConfigError, formatPath } from '../core/index.js';
import { assertSafeKey, type ConfigObject, type ConfigValue, isObject } from './value.js';

/** In an object with a counterpart in the base: `true` replaces the counterpart instead of merging into it. */
export const DELETE_KEY = '_delete_';

/**
 * `own` merged over `base`; neither is changed. Keys of the base keep their order, new ones follow.
 *
 * `_delete_` is removed only where the base has the same key; elsewhere it stays in the result, as in mmcv.
 *
 * @throws {ConfigError} when an object meets an inherited value that is not an object.
 */
export function mergeOver(base: ConfigObject, own: ConfigObject, path = ''): ConfigObject {
  const merged = { ...base };
  for (const [key, value] of Object.entries(own)) {
    merged[key] = mergeKey(base, key, value, formatPath([path, key]), mergeOver);
  }
  return merged;
}

/**
 * Merges options of the command line over a config. Unlike in files, a key such as `0` indexes a list.
 *
 * @param options already nested: `{ data: { train: { pipeline: { 0: { type: 'X' } } } } }`.
 * @throws {ConfigError} also when an index is not in the list, or names an element that is neither object nor list.
 */
export function mergeOptions(base: ConfigObject, options: ConfigObject, path = ''): ConfigObject {
  const merged = { ...base };
  for (const [key, value] of Object.entries(options)) {
    merged[key] = mergeKey(base, key, value, formatPath([path, key]), mergeOptionsAny);
  }
  return merged;
}

/** Maximum number of element paths in a message. */
const MAX_NAMED = 3;

type MergeInner = (base: ConfigObject, own: ConfigObject, path: string) => ConfigValue;

function mergeKey(
  base: ConfigObject,
  key: string,
  value: ConfigValue,
  path: string,
  mergeInner: MergeInner,
): ConfigValue {
  assertSafeKey(key, path);
  if (!isObject(value) || !Object.hasOwn(base, key)) return value;
  const { [DELETE_KEY]: deletes = false, ...own } = value;
  if (isTruthy(deletes)) return own;
  const inherited = base[key];
  const reachesIn = mergeInner === mergeOptionsAny && Array.isArray(inherited);
  if (!isObject(inherited) && !reachesIn) {
    throw ConfigError.of([
      {
        path,
        message: `an object cannot be merged into the inherited ${describe(inherited)}. ${adviceFor(inherited, own, path)}`,
      },
    ]);
  }
  return mergeInner(inherited as ConfigObject, own, path);
}

function mergeOptionsAny(
  base: ConfigObject | ConfigValue[],
  options: ConfigObject,
  path: string,
): ConfigValue {
  return Array.isArray(base) ? mergeIntoList(base, options, path) : mergeOptions(base, options, path);
}

function mergeIntoList(list: readonly ConfigValue[], options: ConfigObject, path: string): ConfigValue[] {
  const merged = [...list];
  for (const [key, value] of Object.entries(options)) {
    const below = formatPath([path, key]);
    const fail = (message: string): never => {
      throw ConfigError.of([{ path: below, message }]);
    };
    if (!/^\d+$/.test(key)) {
      const all = list.map((_, i) => formatPath([path, i, key])).slice(0, MAX_NAMED);
      fail(`${path} is a list of ${list.length}: an index is expected here, as in ${all.join(', ')}.`);
    }
    const index = Number(key);
    if (index >= list.length) fail(`index ${index} exceeds the list, which has ${list.length} elements.`);
    const element = merged[index];
    if (!isObject(value) || !(isObject(element) || Array.isArray(element))) {
      fail(`a single element cannot be replaced. Set the whole list: ${path}=[...].`);
    }
    merged[index] = mergeOptionsAny(element as ConfigObject, value as ConfigObject, below);
  }
  return merged;
}

/** What to write where `own` was meant to change the inherited value. */
function adviceFor(inherited: ConfigValue, own: ConfigObject, path: string): string {
  const elements =
    Array.isArray(inherited) && inherited.length > 0 && inherited.every(isObject) ? inherited : [];
  if (elements.length === 0) return `Add ${DELETE_KEY}: true to the object to replace it.`;
  const [key] = Object.keys(own);
  const inside = formatPath([path, 0, /^\d+$/.test(key ?? '') ? '' : (key ?? '')]);
  return (
    `Lists are replaced, not merged: write all ${elements.length} elements. ` +
    `On the command line one element can be changed: ${inside}=...`
  );
}

/** Python's truth value, since `_delete_` may be any value. */
export function isTruthy(value: ConfigValue): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}

function describe(value: ConfigValue): string {
  if (Array.isArray(value)) return `list of ${value.length}`;
  return value === null ? 'null' : `${typeof value} ${JSON.stringify(value)}`;
}
