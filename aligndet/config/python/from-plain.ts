/** @module Converts plain data to Python values. */
import type { ConfigValue } from '../value.js';
import { PyDict, PyFloat, type PyValue } from './values.js';

export function fromPlain(value: ConfigValue): PyValue {
  if (typeof value === 'number') return Number.isInteger(value) ? value : new PyFloat(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(fromPlain);
  return PyDict.from(Object.entries(value).map(([key, item]) => [key, fromPlain(item)] as const));
}
