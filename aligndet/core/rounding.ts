/** @module Rounding as in C, Python and NumPy. */

/** To the nearest integer, halves to the even one (`rint`). */
export function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
