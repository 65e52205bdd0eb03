/**
 * @module Releases of resources when the program is stopped by a signal: locks, partial downloads. The library
 * registers them; `cli/` calls them at signals and at exit, as the library itself neither listens nor exits.
 */

const releases = new Set<() => void>();
let watcher: (isHolding: boolean) => void = () => {};

/**
 * Calls `release`, which must be synchronous, when the program ends before the returned function was called.
 *
 * @returns a function that unregisters `release`; calling it twice is harmless.
 */
export function onExit(release: () => void): () => void {
  releases.add(release);
  if (releases.size === 1) watcher(true);
  return () => {
    if (releases.delete(release) && releases.size === 0) watcher(false);
  };
}

/** Calls all releases. A failing release does not prevent the others. */
export function releaseAll(): void {
  for (const release of releases) {
    releases.delete(release);
    try {
      release();
    } catch {} // the program ends: the error cannot be reported
  }
  watcher(false);
}

/** @param watch is called when the first release is registered, and when the last one is gone. */
export function watchHeld(watch: (isHolding: boolean) => void): void {
  watcher = watch;
  watch(releases.size > 0);
}
