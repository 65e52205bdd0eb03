/** @module A signal that stops a run after some iterations. */

/** Says "stop" when it has been asked `times` times; the loop asks once an iteration. */
export function stopAfter(times: number): AbortSignal {
  let asked = 0;
  return {
    get aborted() {
      return ++asked >= times;
    },
    throwIfAborted() {},
  } as AbortSignal;
}
