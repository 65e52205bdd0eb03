/** @module Decimal formatting as in Python: the exact value of the double is rounded, ties to even. */

/** Text of `value` with `digits` decimals, as Python's `f'{value:.3f}'`. */
export function toDecimals(value: number, digits: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const text = value.toFixed(digits);
  // `toFixed` rounds ties up; a double that is an exact tie has few decimals, so 30 show its exact value.
  const exact = Math.abs(value).toFixed(Math.min(digits + 30, 100));
  const rest = exact.slice(exact.indexOf('.') + 1 + digits);
  if (!/^50*$/.test(rest)) return text;
  const lower = exact.slice(0, exact.length - rest.length).replace(/\.$/, '');
  const isEven = Number(lower.at(-1)) % 2 === 0;
  const sign = value < 0 ? '-' : '';
  return isEven ? `${sign}${lower}` : text;
}

/** Python's `round(value, digits)`. */
export function roundDecimals(value: number, digits: number): number {
  return Number(toDecimals(value, digits));
}
