/** Stands for a function that the test must not call. */
export function unreachable(): never {
  throw new Error('The test called what it must not call.');
}
