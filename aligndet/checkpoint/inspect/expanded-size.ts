/** @module How large a value is once every shared part is written out: a few bytes of a pickle can stand for billions. */
import { childrenOf } from '../pickle/depth.js';
import type { PyValue } from '../pickle/values.js';

/** Number of values in it; infinite when it contains itself. */
export function expandedSize(root: PyValue): number {
  const known = new Map<object, number>();
  const size = (value: PyValue): number => {
    if (typeof value !== 'object' || value === null) return 1;
    const done = known.get(value);
    if (done !== undefined) return done;
    known.set(value, Infinity); // what meets itself on the way down
    const total = childrenOf(value).reduce<number>((sum, child) => sum + size(child), 1);
    known.set(value, total);
    return total;
  };
  return size(root);
}
