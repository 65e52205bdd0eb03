/**
 * @module Converts configs of any language to mmdetection's Python. The new file is read back and compared with the
 * old
 * one before it is kept.
 */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { ConfigError } from '../../core/index.js';
import { differencesOf } from '../difference.js';
import { variablesIn } from '../environment.js';
import { CODE_EXTENSIONS, evaluateModule, fileOf } from '../evaluate.js';
import { evaluatePython, toPlainModule } from '../python/read.js';
import { readConfigFile } from '../read-file.js';
import { type ConfigObject, plainCopy } from '../value.js';
import { pythonText } from './python-text.js';

const NO_COMMENTS = { header: [], leading: new Map(), trailing: new Map() };

/**
 * Converts the config at `file` to Python.
 *
 * @param mapBase maps the paths under `_base_` from the old files to the new ones.
 * @throws {ConfigError} for what Python cannot express, such as a key that is not a valid name.
 */
export async function migrateToPython(file: string, mapBase: (path: string) => string): Promise<string> {
  const isCode = CODE_EXTENSIONS.includes(extname(file));
  const [variable] = isCode ? [] : variablesIn(await readFile(file, 'utf8'));
  if (variable !== undefined) {
    throw new ConfigError(
      `${file}: uses the environment variable ${variable}, whose value would be written into the new file. Write the Python config by hand.`,
    );
  }
  const value = isCode ? await evaluateModule(file) : await readConfigFile(file);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(`${file}: expected an object as config.`);
  }
  const { _base_: base, ...own } = value as Record<string, unknown>;
  plainCopy(own); // rejects values other than plain data before anything is written
  const { header, ...comments } = isCode
    ? (await import('./typescript-comments.js')).typescriptComments(file, await readFile(file, 'utf8'))
    : { ...NO_COMMENTS };
  const config = { ...(base === undefined ? {} : { _base_: basesOf(base, file, mapBase) }), ...own };
  let text: string;
  try {
    text = pythonText(Object.entries(config), comments, header);
  } catch (error) {
    if (error instanceof RangeError)
      throw new ConfigError(`${file}: ${error.message}.`, [], { cause: error });
    throw error;
  }
  const written = toPlainModule(await evaluatePython(text, `${file} as Python`), file);
  const [difference] = differencesOf(plainCopy(config) as ConfigObject, written);
  if (difference !== undefined)
    throw new ConfigError(`${file}: ${difference.path} cannot be expressed in Python.`);
  return text;
}

function basesOf(base: unknown, file: string, mapBase: (path: string) => string): string | string[] {
  const map = (each: unknown): string => {
    if (typeof each === 'string') return mapBase(each);
    const source = typeof each === 'object' && each !== null ? fileOf(each) : undefined;
    if (source === undefined)
      throw new ConfigError(`${file}: a base without a file cannot be expressed in Python.`);
    return mapBase(source);
  };
  return Array.isArray(base) ? base.map(map) : map(base);
}
