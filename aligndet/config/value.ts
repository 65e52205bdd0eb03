/** @module Plain data, which configs consist of, and its validation. */
import { ConfigError, formatPath } from '../core/index.js';

export type ConfigValue = string | number | boolean | null | ConfigValue[] | ConfigObject;

export interface ConfigObject {
  [key: string]: ConfigValue;
}

/** Maximum nesting; the deepest published config has 14 levels. */
export const MAX_DEPTH = 100;
/** Maximum number of values; the largest published config has 5,000. */
const MAX_VALUES = 1_000_000;

export function isObject(value: unknown): value is ConfigObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws {ConfigError} for a key that would change the prototype of the object it is set in. */
export function assertSafeKey(key: string, path: string): void {
  if (key !== '__proto__') return;
  throw ConfigError.of([{ path, message: 'the key "__proto__" is not allowed in a config.' }]);
}

/** Children of an object by their own keys only; names such as `constructor` mean nothing special. */
export function childOf(value: ConfigValue | undefined, key: string): ConfigValue | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/**
 * The value at a dotted path. Keys that contain dots (`custom_keys`) are found too. Inherited keys are not, which lodash's
 * `get` would find.
 */
export function valueAt(value: ConfigValue, path: string): ConfigValue | undefined {
  if (path === '') return value;
  const parts = path.split('.');
  for (let length = 1; length <= parts.length; length++) {
    const child = childOf(value, parts.slice(0, length).join('.'));
    if (child === undefined) continue;
    const found = valueAt(child, parts.slice(length).join('.'));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * A deep copy of the value of a file, with every string passed through `text`. Lodash's `cloneDeep` would
 * also copy what is not plain data.
 *
 * @throws {ConfigError} for what is not plain data: functions, dates, cycles, undefined values.
 */
export function plainCopy(
  value: unknown,
  text: (value: string, path: string) => ConfigValue = (value) => value,
): ConfigValue {
  const above = new Set<object>();
  let count = 0;
  const copy = (at: unknown, path: string): ConfigValue => {
    if (++count > MAX_VALUES)
      refuse('', `a config must have at most ${MAX_VALUES.toLocaleString('en')} values.`);
    if (typeof at === 'string') return text(at, path);
    if (typeof at === 'number' || typeof at === 'boolean' || at === null) return at;
    if (typeof at !== 'object') return refuse(path, `expected plain data, but got ${kindOf(at)}.`);
    if (above.has(at)) return refuse(path, 'this value contains itself.');
    if (above.size >= MAX_DEPTH) return refuse(path, `values are nested deeper than ${MAX_DEPTH} levels.`);
    above.add(at);
    const result = Array.isArray(at)
      ? at.map((item, i) => copy(item, formatPath([path, i])))
      : copyObject(at, path);
    above.delete(at);
    return result;
  };
  const copyObject = (at: object, path: string): ConfigObject => {
    if (!isPlain(at)) return refuse(path, `expected plain data, but got ${kindOf(at)}.`);
    const result: ConfigObject = {};
    for (const key of Object.keys(at)) {
      const below = formatPath([path, key]);
      assertSafeKey(key, below);
      result[key] = copy((at as Record<string, unknown>)[key], below);
    }
    return result;
  };
  return copy(value, '');
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'undefined; use null for "none"';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return `a ${(value as object).constructor?.name ?? 'object without a class'}`;
}

function refuse(path: string, message: string): never {
  throw ConfigError.of([{ path, message }]);
}

/** Converts a RangeError: the stack or a string exceeded JavaScript's limits. Other errors are returned unchanged. */
export function tooLarge(error: unknown, file: string): unknown {
  if (!(error instanceof RangeError)) return error;
  return new ConfigError(`${file}: nested too deeply, or too large, for a config (${error.message}).`, [], {
    cause: error,
  });
}
