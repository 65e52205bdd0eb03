/** @module Compares the labels of two lists of classes: labels are indices in these lists. */

/** The first of `classes` with another index in `reference`; missing ones are ignored. */
export function movedClass(reference: readonly string[], classes: readonly string[]): string | undefined {
  return classes.find((name, label) => reference[label] !== name && reference.includes(name));
}
