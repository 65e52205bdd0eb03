/** @module A salt that no file can know: 31 random bits per process. */

export function randomSalt(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] >>> 1;
}
