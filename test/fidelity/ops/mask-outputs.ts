/** @module What the handlers of mask ops share: arrays of a case, and comparing outputs by their kind. */
import { compareExact, compareValues, mismatch } from '../compare.js';
import { type Finding, UnknownCase } from '../handler.js';
import type { CaseArray, OpCase } from './op-handler.js';

/** Named outputs, to be compared with `expected`. */
export type Outputs = Map<string, ArrayLike<number>>;

/** Every expected array must have been computed; integers and masks exactly. */
export function compareOutputs(golden: OpCase, outputs: Outputs): Finding[] {
  return [...golden.expected].map(([name, expected]) => {
    const actual = outputs.get(name);
    if (actual === undefined) return mismatch(name, 'was not computed');
    return expected.dtype.toLowerCase().startsWith('f')
      ? compareValues(name, actual, expected.data, golden.tolerance)
      : compareExact(name, actual, expected.data);
  });
}

export function caseArray(golden: OpCase, name: string, of: 'inputs' | 'expected' = 'inputs'): CaseArray {
  const found = golden[of].get(name);
  if (found === undefined)
    throw new UnknownCase(`the case has no ${of === 'inputs' ? 'input' : 'output'} "${name}"`);
  return found;
}

/** One array after the other. */
export function joined(planes: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(planes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const plane of planes) {
    all.set(plane, at);
    at += plane.length;
  }
  return all;
}
