/** @module A key of a dict as text, for JavaScript objects and for display. */
import { latin1Of } from '../bytes.js';
import { PyFloat, PyGlobal, PyObject, PySet, PyTuple, type PyValue } from './values.js';

/** Max length of a key that is not a string. */
const LONGEST = 200;

/** Strings as is, numbers as in JavaScript, tuples and sets as in Python, all of bounded length. */
export function keyText(key: PyValue): string {
  if (typeof key === 'string') return key;
  const text = describe(key, { left: LONGEST });
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

/** @param budget max number of following characters. */
function describe(key: PyValue, budget: { left: number }): string {
  budget.left -= 1;
  if (budget.left < 0) return '...';
  if (key instanceof PyTuple) return `(${described(key.items, budget)}${key.items.length === 1 ? ',' : ''})`;
  if (key instanceof PySet) return `frozenset(${described(key, budget)})`;
  const text = describeAtom(key);
  budget.left -= text.length;
  return text;
}

function describeAtom(key: PyValue): string {
  if (typeof key === 'string') return JSON.stringify(key.length > LONGEST ? key.slice(0, LONGEST) : key);
  if (key instanceof PyFloat) return String(key.value);
  if (key instanceof Uint8Array) return `b${JSON.stringify(latin1Of(key.subarray(0, LONGEST)))}`;
  if (key instanceof PyGlobal) return key.path;
  if (key instanceof PyObject) return `<${key.cls.path}>`;
  if (typeof key !== 'object' || key === null) return String(key);
  return 'value' in key && typeof key.value !== 'object' ? String(key.value) : `<${key.constructor.name}>`;
}

function described(items: Iterable<PyValue>, budget: { left: number }): string {
  const parts: string[] = [];
  for (const item of items) {
    if (budget.left <= 0) {
      parts.push('...');
      break;
    }
    parts.push(describe(item, budget));
  }
  return parts.join(', ');
}
