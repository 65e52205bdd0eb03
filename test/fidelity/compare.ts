/** @module Comparing computed arrays with expected ones, in units of the case's tolerance. */
import type { Finding } from './handler.js';

export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

type Numbers = ArrayLike<number>;

/**
 * Element-wise `|a - b| <= atol + rtol * |b|`, or, with `per: 'tensor'`, `rtol * max|b|`.
 * NaN equals NaN; an infinity equals itself.
 */
export function compareValues(
  name: string,
  actual: Numbers,
  expected: Numbers,
  { rtol, atol }: Tolerance,
  per: 'element' | 'tensor' = 'element',
): Finding {
  if (actual.length !== expected.length) {
    return mismatch(name, `has ${actual.length} values, expected ${expected.length}`);
  }
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const magnitude = Math.abs(expected[i]);
    if (magnitude > largest && magnitude < Infinity) largest = magnitude;
  }
  let share = 0;
  let worst = 0;
  let worstAt = -1;
  for (let i = 0; i < expected.length; i++) {
    if (Object.is(actual[i], expected[i]) || actual[i] === expected[i]) continue;
    const error = Math.abs(actual[i] - expected[i]);
    const allowed = atol + rtol * (per === 'tensor' ? largest : Math.abs(expected[i]));
    const unit = Number.isNaN(error) ? Infinity : allowed === 0 ? Infinity : error / allowed;
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
    if (unit > share) {
      share = unit;
      worstAt = i;
    }
  }
  return {
    name,
    share,
    relativeError: largest === 0 ? worst : worst / largest,
    ...(share > 1 && { detail: `at ${worstAt}: ${actual[worstAt]}, expected ${expected[worstAt]}` }),
  };
}

/** Equal values only: integers, labels, indices, masks. */
export function compareExact(name: string, actual: Numbers, expected: Numbers): Finding {
  return compareValues(name, actual, expected, { rtol: 0, atol: 0 });
}

/** A finding that fails whatever the tolerance. */
export function mismatch(name: string, detail: string): Finding {
  return { name, share: Infinity, relativeError: Infinity, detail };
}

/** Deep equality of plain data; the detail names the first path that differs. Key order counts when asked. */
export function compareJson(name: string, actual: unknown, expected: unknown, keyOrder = false): Finding {
  const difference = firstDifference(actual, expected, '', keyOrder);
  return difference === undefined ? { name, share: 0, relativeError: 0 } : mismatch(name, difference);
}

function firstDifference(a: unknown, b: unknown, path: string, keyOrder: boolean): string | undefined {
  if (Object.is(a, b) || a === b) return undefined;
  const here = path === '' ? 'value' : path;
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return `${here} has ${a.length} items, expected ${b.length}`;
    for (let i = 0; i < b.length; i++) {
      const inner = firstDifference(a[i], b[i], `${path}[${i}]`, keyOrder);
      if (inner !== undefined) return inner;
    }
    return undefined;
  }
  if (isRecord(a) && isRecord(b)) {
    const [keys, reference] = [Object.keys(a), Object.keys(b)];
    for (const key of reference) if (!Object.hasOwn(a, key)) return `${here} lacks ${key}`;
    for (const key of keys) if (!Object.hasOwn(b, key)) return `${here} has an extra ${key}`;
    if (keyOrder && keys.join() !== reference.join()) return `${here} has keys in the order ${keys.join()}`;
    for (const key of reference) {
      const inner = firstDifference(a[key], b[key], path === '' ? key : `${path}.${key}`, keyOrder);
      if (inner !== undefined) return inner;
    }
    return undefined;
  }
  return `${here} is ${JSON.stringify(a)}, expected ${JSON.stringify(b)}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
