/** @module The names of classes that a checkpoint says it was trained with. */

/** Characters of all names together: a few bytes of a file may repeat a long text without end. */
const MAX_CHARACTERS = 1 << 20;

/**
 * As mmdetection 2.x writes them, or mmengine.
 *
 * @param meta as `plain` gives it.
 * @returns `undefined` when there are none, or what is there is no list of names.
 */
export function classNames(meta: unknown): string[] | undefined {
  const { CLASSES: own, dataset_meta: later } = (meta ?? {}) as Record<string, unknown>;
  const { classes, CLASSES } = (later ?? {}) as Record<string, unknown>;
  const found = own ?? classes ?? CLASSES;
  if (!Array.isArray(found)) return undefined;
  let left = MAX_CHARACTERS;
  for (const name of found) {
    if (typeof name !== 'string') return undefined;
    left -= name.length + 1;
    if (left < 0) return undefined;
  }
  return found;
}
