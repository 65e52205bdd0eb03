/** @module Differences between two configs. */
import isEqual from 'lodash/isEqual.js';
import { type ConfigObject, type ConfigValue, isObject } from './value.js';

export interface Difference {
  readonly path: string;
  /** Absent where only the second config has the key. */
  readonly before?: ConfigValue;
  /** Absent where only the first config has the key. */
  readonly after?: ConfigValue;
}

/** Objects are compared by key, lists of equal length by element. */
export function differencesOf(before: ConfigObject, after: ConfigObject): Difference[] {
  const found: Difference[] = [];
  compare(before, after, '', found);
  return found;
}

function compare(before: ConfigValue, after: ConfigValue, path: string, found: Difference[]): void {
  const areObjects = isObject(before) && isObject(after);
  const areLists = Array.isArray(before) && Array.isArray(after) && before.length === after.length;
  if (!areObjects && !areLists) {
    if (!isEqual(before, after)) found.push({ path, before, after });
    return;
  }
  const [a, b] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const below = path === '' ? key : `${path}.${key}`;
    const [left, right] = [a.get(key), b.get(key)];
    if (left === undefined) found.push({ path: below, after: right });
    else if (right === undefined) found.push({ path: below, before: left });
    else compare(left, right, below, found);
  }
}
