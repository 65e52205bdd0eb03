/** @module What no file can know: a number of 31 bits that differs in every process. */

export function randomSalt(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] >>> 1;
}
