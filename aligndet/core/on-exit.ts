/**
 * @module What must be given back when the program is stopped from outside: locks, half-written downloads. The library
 * registers it; `cli/` calls it at signals and at the end, for the library itself neither listens nor exits.
 */

const releases = new Set<() => void>();
let watcher: (isHolding: boolean) => void = () => {};

/**
 * Calls `release` when the program ends before {@link onExit}'s own result was called. It must not wait for anything.
 *
 * @returns call it when there is nothing to give back any more; calling it twice is harmless.
 */
export function onExit(release: () => void): () => void {
  releases.add(release);
  if (releases.size === 1) watcher(true);
  return () => {
    if (releases.delete(release) && releases.size === 0) watcher(false);
  };
}

/** Gives everything back. One release that fails does not keep the others from it. */
export function releaseAll(): void {
  for (const release of releases) {
    releases.delete(release);
    try {
      release();
    } catch {} // the program ends: nobody is left to tell
  }
  watcher(false);
}

/** @param watch is told when the first thing is held, and when the last one was given back. */
export function watchHeld(watch: (isHolding: boolean) => void): void {
  watcher = watch;
  watch(releases.size > 0);
}
