/** @module Size of a value with every shared object written out: a few bytes of a pickle can expand to billions. */
import { childrenOf } from '../pickle/depth.js';
import { PyGlobal, PyObject, type PyValue } from '../pickle/values.js';

/** Characters of a string that count as one more value. */
const TEXT = 64;

/** Number of values in a value; infinite if it contains itself. */
export type SizeOf = (value: PyValue) => number;

/** Objects that several values share are measured once. */
export function expandedSizes(): SizeOf {
  const known = new Map<object, number>();
  const size: SizeOf = (value) => {
    if (typeof value === 'string') return 1 + Math.floor(value.length / TEXT);
    if (typeof value !== 'object' || value === null) return 1;
    if (value instanceof PyGlobal) return 1 + Math.floor(value.path.length / TEXT);
    const done = known.get(value);
    if (done !== undefined) return done;
    known.set(value, Infinity); // objects on the current path
    let total = value instanceof PyObject ? 1 + size(value.cls) : 1;
    for (const child of childrenOf(value)) total += size(child);
    known.set(value, total);
    return total;
  };
  return size;
}
