/**
 * @module Maps classes to the categories of a COCO file by name. Labels follow the list of classes in every
 * file. The reference assigns labels in the order of the file, so that two files of one data set, or a list in
 * another
 * order, may give an object different labels; where file and list have the same order, as in COCO, the labels agree.
 */
import { DataError, didYouMean, shortList } from '../../core/index.js';
import type { CocoCategory, CocoIndex } from '../annotations/coco-index.js';

export interface CocoLabels {
  /** Category of each label; `null` where the file has none of that name. */
  readonly categories: readonly (CocoCategory | null)[];
  /** Label by category id. */
  readonly labels: ReadonlyMap<number, number>;
  /** Messages on differences between classes and categories. */
  readonly notes: readonly string[];
}

/** @throws {DataError} where annotations use two ids of the same name. */
export function cocoLabels(index: CocoIndex, classes: readonly string[]): CocoLabels {
  const byName = new Map<string, CocoCategory[]>();
  for (const category of index.categories) {
    const known = byName.get(category.name);
    if (known === undefined) byName.set(category.name, [category]);
    else if (!known.some(({ id }) => id === category.id)) known.push(category);
  }
  const notes: string[] = [];
  const categories = classes.map((name): CocoCategory | null => {
    const all = byName.get(name) ?? [];
    if (all.length < 2) return all[0] ?? null;
    const chosen = theOneInUse(index, name, all);
    const others = all.filter(({ id }) => id !== chosen.id).map(({ id }) => id);
    notes.push(
      `${all.length} categories are called "${name}": id ${chosen.id} is used; ` +
        `${others.join(', ')} ${others.length === 1 ? 'has' : 'have'} no annotation.`,
    );
    return chosen;
  });
  const labels = new Map(
    categories.flatMap((category, label): [number, number][] =>
      category === null ? [] : [[category.id, label]],
    ),
  );
  return { categories, labels, notes: [...notes, ...notesOf(index, classes, labels)] };
}

interface CocoClasses extends Pick<CocoLabels, 'categories'> {
  readonly index: CocoIndex;
  readonly classes: readonly string[];
}

/** @throws {DataError} when none of `classes` is a category of the file. */
export function requireCategories({ index, classes, categories }: CocoClasses): void {
  if (index.categories.length === 0 || categories.some((category) => category !== null)) return;
  const names = index.categories.map(({ name }) => name);
  const hint = classes.length === 0 ? '' : didYouMean(classes[0], names);
  throw new DataError(
    `None of the classes (${shortList(classes)}) is a category of ${index.path}.${hint} ` +
      `Its categories: ${shortList(names, 100)}.`,
  );
}

/** Exports of Roboflow contain a super-category of the same name without annotations. */
function theOneInUse(index: CocoIndex, name: string, all: readonly CocoCategory[]): CocoCategory {
  const counts = all.map(({ id }) => index.categoryIds.reduce((sum, used) => sum + (used === id ? 1 : 0), 0));
  const used = all.filter((_, i) => counts[i] > 0);
  if (used.length < 2) return used[0] ?? all[all.length - 1];
  const shown = all.map(({ id }, i) => `${id} (${counts[i]} annotations)`).join(', ');
  throw new DataError(
    `Annotation file ${index.path}: ${all.length} categories are called "${name}", ids ${shown}. ` +
      'Merge them into one id, or give them different names.',
  );
}

function notesOf(
  { categories }: CocoIndex,
  classes: readonly string[],
  labels: ReadonlyMap<number, number>,
): string[] {
  const names = [...new Set(categories.map(({ name }) => name))];
  const known = new Set(names);
  const absent = classes.filter((name) => !known.has(name));
  const inFile = [...new Set(categories.flatMap(({ id }) => labels.get(id) ?? []))];
  const isSorted = inFile.every((label, i) => i === 0 || label > inFile[i - 1]);
  const notes = [
    absent.length > 0 &&
      `${absent.length} of ${classes.length} classes are not a category of the file: ${shortList(absent)}.` +
        `${didYouMean(absent[0], names)} Its categories: ${shortList(names) || 'none'}.`,
    !isSorted &&
      `the classes (${shortList(classes)}) are in another order than the categories of the file (${shortList(names)}). ` +
        'Labels follow the classes; for weights that mmdetection trained on such a file, list the classes in the order of the file.',
  ];
  return notes.filter((note) => note !== false);
}
