/**
 * @module The reference counts labels in the order of the annotation file, whatever the order of `classes`. Here labels
 * follow `classes`, so its cases are those whose classes are listed in the order of the file.
 */
import type { CocoIndex, CocoSource } from '../../../aligndet/datasets/index.js';

/** The classes as the reference numbers them; those that the file does not have come last. */
export function inFileOrder(classes: readonly string[], { categories }: CocoIndex): string[] {
  const names = categories.map(({ name }) => name).filter((name) => classes.includes(name));
  return [...names, ...classes.filter((name) => !names.includes(name))];
}

/** Ids by label, of the classes that the file has. */
export function categoryIds({ categories }: CocoSource): number[] {
  return categories.flatMap((category) => category?.id ?? []);
}
