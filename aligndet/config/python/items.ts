/** @module Items of Python's containers: `a[i]`, `a[i] = x`, `a[i:j]`. */
import { integer } from './builtins.js';
import {
  fail,
  itemsOf,
  PyDict,
  PyIterable,
  PyReference,
  PySet,
  PyTuple,
  type PyValue,
  typeName,
} from './values.js';

/** @throws {PyFailure} when the list has no such index. */
export function indexIn(items: readonly PyValue[], key: PyValue): number {
  const index = integer(key);
  const at = index < 0 ? index + items.length : index;
  return at >= 0 && at < items.length
    ? at
    : fail(`index ${index} is out of range; there are ${items.length} items.`);
}

export function getItem(container: PyValue, key: PyValue): PyValue {
  if (container instanceof PyDict) {
    return container.has(key) ? (container.get(key) as PyValue) : fail(`no key ${JSON.stringify(key)}.`);
  }
  if (container instanceof PyReference) fail('a reference to a base is only known after inheritance.');
  if (container instanceof PySet || container instanceof PyIterable)
    fail(`'${typeName(container)}' has no items by index.`);
  const items = itemsOf(container);
  return items[indexIn(items, key)];
}

export function setItem(container: PyValue, key: PyValue, value: PyValue): void {
  if (container instanceof PyDict) container.set(key, value);
  else if (Array.isArray(container)) container[indexIn(container, key)] = value;
  else fail(`'${typeName(container)}' object does not support item assignment.`);
}

/** `container[start:end:step]`. */
export function slice(container: PyValue, [start, end, step = 1]: (number | undefined)[]): PyValue {
  if (step === 0) fail('slice step cannot be zero.');
  const items = itemsOf(container);
  const clamp = (at: number | undefined, fallback: number) => {
    if (at === undefined) return fallback;
    const [low, high] = step > 0 ? [0, items.length] : [-1, items.length - 1];
    return Math.min(high, Math.max(low, at < 0 ? at + items.length : at));
  };
  const [from, to] = [
    clamp(start, step > 0 ? 0 : items.length - 1),
    clamp(end, step > 0 ? items.length : -1),
  ];
  const picked: PyValue[] = [];
  for (let i = from; step > 0 ? i < to : i > to; i += step) picked.push(items[i]);
  if (typeof container === 'string') return picked.join('');
  return container instanceof PyTuple ? new PyTuple(picked) : picked;
}
