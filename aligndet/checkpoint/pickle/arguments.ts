/** @module Checks the arguments of constructors. */
import { corrupt } from './corrupt.js';
import { PyDict, PyFloat, type PyGlobal, PySet, PyTuple, type PyValue } from './values.js';

/** Creates an inert value. `this` is the name in the pickle. */
export type Maker = (this: PyGlobal, ...args: PyValue[]) => PyValue;

export function itemsOf(value: PyValue): readonly PyValue[] {
  if (value === undefined) return [];
  if (value instanceof PyTuple) return value.items;
  if (value instanceof PySet) return value.items;
  if (Array.isArray(value)) return value;
  throw corrupt('a list or tuple was expected, but it has another type');
}

export function pairsOf(value: PyValue): [PyValue, PyValue][] {
  if (value instanceof PyDict) return [...value];
  return itemsOf(value).map((pair) => {
    const [key, item, ...rest] = itemsOf(pair);
    if (item === undefined || rest.length > 0) throw corrupt('a dict has an item that is not a pair');
    return [key, item];
  });
}

export function sizeOf(value: PyValue): number {
  const size = value instanceof PyFloat ? Number.NaN : value;
  if (typeof size === 'number' && Number.isSafeInteger(size)) return size;
  throw corrupt('an integer was expected, but it has another type');
}
