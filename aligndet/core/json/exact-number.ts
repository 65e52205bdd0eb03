/** @module Parses a JSON number without loss: integers that a double cannot represent become bigint. */

export const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const INTEGER = /^-?\d+$/;

/** Maximum number of digits; Python's parser has the same limit. */
const MAX_DIGITS = 4300;

/** @returns `undefined` for integers above the limit. @param text matches {@link JSON_NUMBER}. */
export function exactNumber(text: string): number | bigint | undefined {
  const number = Number(text);
  if (!INTEGER.test(text) || Number.isSafeInteger(number)) return number;
  return text.length > MAX_DIGITS ? undefined : BigInt(text);
}
