/**
 * @module Turns configs of any language into mmdetection's Python. The new file is read back and compared with the old
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
 * The Python config that says what the config at `file` says.
 *
 * @param mapBase changes the paths under `_base_`, from the old file to the new ones.
 * @throws {ConfigError} for what Python cannot say, such as a key that is no name.
 */
export async function migrateToPython(file: string, mapBase: (path: string) => string): Promise<string> {
  const isCode = CODE_EXTENSIONS.includes(extname(file));
  const [variable] = isCode ? [] : variablesIn(await readFile(file, 'utf8'));
  if (variable !== undefined) {
    throw new ConfigError(
      `${file}: takes ${variable} from the environment, and its value would be written into the new file. Write the Python config by hand.`,
    );
  }
  const value = isCode ? await evaluateModule(file) : await readConfigFile(file);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(`${file}: a config is an object.`);
  }
  const { _base_: base, ...own } = value as Record<string, unknown>;
  plainCopy(own); // refuses what is no plain data before it is written
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
    throw new ConfigError(`${file}: ${difference.path} cannot be written in Python.`);
  return text;
}

function basesOf(base: unknown, file: string, mapBase: (path: string) => string): string | string[] {
  const map = (each: unknown): string => {
    if (typeof each === 'string') return mapBase(each);
    const source = typeof each === 'object' && each !== null ? fileOf(each) : undefined;
    if (source === undefined)
      throw new ConfigError(`${file}: a base that is no file cannot be written in Python.`);
    return mapBase(source);
  };
  return Array.isArray(base) ? base.map(map) : map(base);
}
