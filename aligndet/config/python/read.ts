/** @module Reads mmdetection's `.py` configs without Python: the values that a file defines at its top level. */
import { ConfigError, formatPath } from '../../core/index.js';
import { readFilled } from '../environment-text.js';
import type { Texts } from '../source-text.js';
import type { ConfigObject, ConfigValue } from '../value.js';
import { assertSafeKey } from '../value.js';
import { Run, Scope } from './run.js';
import { Statements } from './statements.js';
import { type Node, withPythonTree } from './syntax.js';
import {
  PyClass,
  PyDict,
  PyFloat,
  PyFunction,
  PyIterable,
  PyModule,
  PyReference,
  PyTuple,
  type PyValue,
  typeName,
} from './values.js';

/**
 * What the Python config at `file` defines, before inheritance: without modules, functions and names that start with
 * two
 * underscores. References to bases are strings such as `{{ _base_.model }}`.
 *
 * @param texts overrides the contents of files.
 * @throws {ConfigError} with file and line, for a syntax error or what cannot be evaluated without running Python.
 */
export async function readPythonConfig(file: string, texts?: Texts): Promise<ConfigObject> {
  return toPlainModule(await evaluatePython(await readFilled(file, texts), file), file);
}

/** Names of the top level with their Python values, in the order in which they were first set. */
export async function evaluatePython(source: string, file: string): Promise<ReadonlyMap<string, PyValue>> {
  return withPythonTree(source, file, (root: Node) => {
    const scope = new Scope();
    new Statements(new Run(file)).runModule(root, scope);
    return scope.names;
  });
}

/** @throws {ConfigError} for a value that is not plain data, and for a `_base_` that mmcv rejects. */
export function toPlainModule(names: ReadonlyMap<string, PyValue>, file: string): ConfigObject {
  if (names.get('_base_') instanceof PyTuple) {
    throw new ConfigError(`${file}: _base_ must be a string or a list, but is a tuple.`);
  }
  const config: ConfigObject = {};
  for (const [name, value] of names) {
    if (isConfigName(name, value)) config[name] = toPlain(value, file, name);
  }
  return config;
}

/** Whether mmcv treats a top-level name as a key of the config. */
export function isConfigName(name: string, value: PyValue): boolean {
  const isCode = value instanceof PyModule || value instanceof PyFunction || value instanceof PyClass;
  return !(name.startsWith('__') || isCode);
}

/** @param done values already converted: a value that occurs several times is converted once, and shared. */
export function toPlain(
  value: PyValue,
  file: string,
  path: string,
  done = new Map<object, ConfigValue>(),
): ConfigValue {
  if (typeof value !== 'object' || value === null) return value;
  const before = done.get(value);
  if (before !== undefined) return before;
  const plain = containerOf(value, file, path, done);
  done.set(value, plain);
  return plain;
}

function containerOf(
  value: Exclude<PyValue, string | number | boolean | null>,
  file: string,
  path: string,
  done: Map<object, ConfigValue>,
): ConfigValue {
  if (value instanceof PyFloat) return value.value;
  if (value instanceof PyClass) return value.name;
  if (value instanceof PyReference) return `{{ _base_.${value.path} }}`;
  const isRange = value instanceof PyIterable && value.kind === 'range';
  if (Array.isArray(value) || value instanceof PyTuple || isRange) {
    const items = Array.isArray(value) ? value : value.items;
    return items.map((item, i) => toPlain(item, file, formatPath([path, i]), done));
  }
  if (value instanceof PyDict) {
    const object: ConfigObject = {};
    for (const [key, item] of value.entries()) {
      if (typeof key !== 'string' && typeof key !== 'number') {
        throw new ConfigError(
          `${file}: ${path} has a key of type ${typeName(key)}; expected a string or an integer.`,
        );
      }
      assertSafeKey(String(key), formatPath([path, key]));
      object[String(key)] = toPlain(item, file, formatPath([path, key]), done);
    }
    return object;
  }
  throw new ConfigError(`${file}: ${path} is a ${typeName(value)}, but a config must be plain data.`);
}
