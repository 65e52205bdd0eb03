/** @module The class names stored in a checkpoint. */

/** Max characters of all names together: a few bytes of a file may repeat a long string without limit. */
const MAX_CHARACTERS = 1 << 20;

/**
 * In mmdetection 2.x's or mmengine's form.
 *
 * @param meta as returned by `plain`.
 * @returns `undefined` if there are none, or if the value is not a list of names.
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
