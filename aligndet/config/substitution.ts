/**
 * @module `${key}` in strings of a config, as mmdetection 2.25 reads it: the value at that path of the merged config,
 * before
 * the options of the command line are merged. A string that is only a reference becomes the value itself; else the
 * value is inserted as text.
 */
import { ConfigError, nearest } from '../core/index.js';
import { str } from './python/format.js';
import { PyFloat } from './python/values.js';
import { type ConfigObject, type ConfigValue, isObject, plainCopy } from './value.js';

const KEY = /\$\{([a-zA-Z\d_.]*)\}/g;
/** A model that wraps the one of the config, which is its `${model}`. */
export const MODEL_WRAPPER = 'model_wrapper';

/** First names of `${...}` in `text`. */
export function substitutedNames(text: string): string[] {
  return [...text.matchAll(KEY)].map(([, key]) => key.split('.')[0]);
}

/**
 * `config` with every `${key}` replaced; `model_wrapper` takes the model's place.
 *
 * @param from config that the references are resolved in.
 * @throws {ConfigError} for a missing key, a circular reference, and an object or list inside a string.
 */
export function substituteKeys(config: ConfigObject, from: ConfigObject = config): ConfigObject {
  const under: string[] = [];
  const replace = (text: string, path: string): ConfigValue => {
    if (!text.includes('${')) return text;
    const keys = [...text.matchAll(KEY)];
    if (keys.length === 1 && keys[0][0] === text) return valueAtKey(keys[0][1], text, path);
    return text.replace(KEY, (found, key: string) => {
      const value = valueAtKey(key, found, path);
      if (typeof value !== 'object' || value === null) return textOf(value);
      const kind = Array.isArray(value) ? 'a list' : 'an object';
      return refuse(
        path,
        `${found} is ${kind}, which cannot be part of a string. Make it the entire string.`,
      );
    });
  };
  const valueAtKey = (key: string, found: string, path: string): ConfigValue => {
    if (under.includes(key)) {
      const circle = [...under.slice(under.indexOf(key)), key].map((each) => `\${${each}}`);
      return refuse(path, `circular reference: ${circle.join(' -> ')}.`);
    }
    const value = look(key, found, path, from);
    under.push(key);
    const filled = plainCopy(value, (text) => replace(text, path));
    under.pop();
    return filled;
  };
  const filled = plainCopy(config, replace) as ConfigObject;
  const { [MODEL_WRAPPER]: wrapper, ...rest } = filled;
  return wrapper === undefined || wrapper === null ? filled : { ...rest, model: wrapper };
}

function look(key: string, found: string, path: string, config: ConfigObject): ConfigValue {
  let at: ConfigValue = config;
  const walked: string[] = [];
  for (const part of key.split('.')) {
    const holder: ConfigObject | ConfigValue[] | undefined =
      isObject(at) || Array.isArray(at) ? at : undefined;
    const next: ConfigValue | undefined =
      holder !== undefined && Object.hasOwn(holder, part) ? (holder as ConfigObject)[part] : undefined;
    if (next === undefined) return refuse(path, `cannot resolve ${found}: ${absent(part, walked, holder)}`);
    walked.push(part);
    at = next;
  }
  return at;
}

function absent(part: string, walked: readonly string[], holder: object | undefined): string {
  const where = walked.length === 0 ? 'the config' : walked.join('.');
  if (holder === undefined) return `${where} has no keys.`;
  if (part === '') return 'the key is empty.';
  const near = nearest(part, Object.keys(holder)).map((name) => [...walked, name].join('.'));
  return `${where} has no "${part}".${near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`}`;
}

/** Like Python's `str`. */
function textOf(value: string | number | boolean | null): string {
  return str(typeof value === 'number' && !Number.isInteger(value) ? new PyFloat(value) : value);
}

function refuse(path: string, message: string): never {
  throw ConfigError.of([{ path, message }]);
}
