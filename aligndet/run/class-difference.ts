/** @module Compares two lists of classes: labels are indices in such lists. */
import { isDeepStrictEqual } from 'node:util';
import { movedClass } from '../datasets/index.js';

/** Max number of names in a message. */
export const SHOWN = 8;

export interface NamedClasses {
  /** Name of the list in messages. */
  readonly of: string;
  readonly classes: readonly string[];
}

export interface ClassDifference {
  /** Both lists, one line each. */
  readonly lists: string;
  /** A class with different labels in the two lists; absent if only names differ. */
  readonly moved?: { readonly name: string; readonly trained: number; readonly evaluated: number };
}

/** @returns `undefined` if both lists are equal. */
export function classDifference(trained: NamedClasses, evaluated: NamedClasses): ClassDifference | undefined {
  if (isDeepStrictEqual([...trained.classes], [...evaluated.classes])) return undefined;
  const width = Math.max(trained.of.length, evaluated.of.length) + 1;
  const line = ({ of, classes }: NamedClasses) => `${`${of}:`.padEnd(width)} ${firstNames(classes)}`;
  const lists = `${line(trained)}\n${line(evaluated)}`;
  const name = movedClass(trained.classes, evaluated.classes);
  if (name === undefined) return { lists };
  const label = ({ classes }: NamedClasses) => classes.indexOf(name);
  return { lists, moved: { name, trained: label(trained), evaluated: label(evaluated) } };
}

/** The first few names, and the number of the rest. */
export function firstNames(names: readonly string[]): string {
  const rest = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`;
}
