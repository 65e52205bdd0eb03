/**
 * @module mmcv's two placeholders in strings: predefined names of the file, such as
 * `{{ fileBasenameNoExtension }}`, and references to values of the bases, `{{ _base_.model.neck }}`.
 */
import { basename, dirname, extname } from 'node:path';
import { ConfigError } from '../core/index.js';
import { type ConfigObject, type ConfigValue, childOf, isObject, plainCopy } from './value.js';

const ANY_REFERENCE = /\{\{\s*_base_\.[\w.]+\s*\}\}/u;
const WHOLE_REFERENCE = /^\{\{\s*_base_\.([\w.]+)\s*\}\}$/u;

/** `text` with the predefined names replaced; these may occur anywhere in a string. */
export function fillFileNames(text: string, file: string): string {
  if (!text.includes('{{')) return text;
  const extension = extname(file);
  const names: Record<string, string> = {
    fileDirname: dirname(file),
    fileBasename: basename(file),
    fileBasenameNoExtension: basename(file, extension),
    fileExtname: extension,
  };
  return text.replace(
    /\{\{\s*(fileDirname|fileBasename|fileBasenameNoExtension|fileExtname)\s*\}\}/g,
    (_, name: string) => names[name].replaceAll('\\', '/'),
  );
}

/**
 * `own` with every reference replaced by the value of the merged bases; what the file itself sets
 * under that key does not count.
 *
 * @throws {ConfigError} when the bases have no such value, or a reference is only part of a string.
 */
export function fillReferences(own: ConfigObject, bases: ConfigObject | undefined): ConfigObject {
  return plainCopy(own, (text, path) => {
    const whole = WHOLE_REFERENCE.exec(text);
    if (whole !== null) return lookUp(whole[1], bases, path);
    if (!ANY_REFERENCE.test(text)) return text;
    throw ConfigError.of([
      { path, message: 'a reference to a base must be the entire string, not a part of it.' },
    ]);
  }) as ConfigObject;
}

/** JSON and YAML files may contain references without quotes, as in mmcv; this quotes them for the parser. */
export function quoteReferences(text: string): string {
  return text.replace(/(["']?)(\{\{\s*_base_\.[\w.]+\s*\}\})\1/gu, '"$2"');
}

function lookUp(name: string, bases: ConfigObject | undefined, path: string): ConfigValue {
  let at: ConfigValue | undefined = bases;
  const walked: string[] = ['_base_'];
  for (const key of name.split('.')) {
    const next: ConfigValue | undefined = isObject(at) ? childOf(at, key) : undefined;
    if (next === undefined) {
      const known = isObject(at) ? ` Known: ${Object.keys(at).join(', ')}.` : '';
      const why =
        bases === undefined ? 'this file has no _base_.' : `${walked.join('.')} has no "${key}".${known}`;
      throw ConfigError.of([{ path, message: `cannot resolve {{ _base_.${name} }}: ${why}` }]);
    }
    walked.push(key);
    at = next;
  }
  return at as ConfigValue;
}
