/** @module Whether two lists of classes give one class one label: labels are positions in these lists. */

/** The first of `classes` that has another position in `reference`; one that is missing there is none. */
export function movedClass(reference: readonly string[], classes: readonly string[]): string | undefined {
  return classes.find((name, label) => reference[label] !== name && reference.includes(name));
}
