/** @module Converts pickled values to plain JavaScript, for code that reads options and metadata. */
import { CheckpointError } from '../core/portable.js';
import { keyText } from './pickle/key-text.js';
import { NumpyArray, NumpyScalar } from './pickle/numpy.js';
import { PyDict, PyFloat, PyObject, PySet, PyTuple, type PyValue } from './pickle/values.js';

/**
 * Dicts become objects (keys as text), tuples and sets arrays, floats and numpy scalars numbers, records of unknown
 * dict classes objects. Tensors and values without an equivalent are kept.
 *
 * @throws {CheckpointError} for a value that contains itself.
 */
export function plain(value: PyValue): unknown {
  return convert(value, new Map());
}

/** @param done results by value, so that shared objects remain shared; `undefined` while a value is being converted. */
function convert(value: PyValue, done: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof PyFloat || value instanceof NumpyScalar) return value.value;
  if (done.has(value)) {
    const known = done.get(value);
    if (known === undefined)
      throw new CheckpointError(
        'The checkpoint contains a value that contains itself, which is not supported.',
      );
    return known;
  }
  done.set(value, undefined);
  const converted = convertParts(value, (part) => convert(part, done));
  done.set(value, converted);
  return converted;
}

function convertParts(value: object, part: (value: PyValue) => unknown): unknown {
  if (Array.isArray(value)) return value.map(part);
  if (value instanceof PyTuple || value instanceof PySet) return value.items.map(part);
  if (value instanceof PyDict) return objectOf(value, part);
  if (value instanceof PyObject && value.entries !== undefined) return objectOf(value.entries, part);
  if (value instanceof PyObject && value.items !== undefined) return value.items.map(part);
  if (value instanceof PyObject && value.base !== undefined) return part(value.base.value);
  if (value instanceof NumpyArray && value.items !== undefined) return value.items.map(part);
  return value;
}

/** `fromEntries` defines own keys, also `__proto__`. */
function objectOf(dict: PyDict, part: (value: PyValue) => unknown): Record<string, unknown> {
  return Object.fromEntries([...dict].map(([key, value]) => [keyText(key), part(value)]));
}
