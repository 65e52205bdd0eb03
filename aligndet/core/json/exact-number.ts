/** @module A JSON number from its text, without loss: integers that a double cannot hold are bigint. */

export const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const INTEGER = /^-?\d+$/;

/** Digits of the longest integer; Python's reader has the same bound. */
const MAX_DIGITS = 4300;

/** `undefined` for integers that nobody writes. @param text as {@link JSON_NUMBER} has it. */
export function exactNumber(text: string): number | bigint | undefined {
  const number = Number(text);
  if (!INTEGER.test(text) || Number.isSafeInteger(number)) return number;
  return text.length > MAX_DIGITS ? undefined : BigInt(text);
}
