/** @module One list of categories for both splits: labels follow it, whatever the order in each file. */
import type { CocoJson } from './annotation-files.js';

type Category = CocoJson['categories'][number];

/**
 * The categories of both files by name, in the order of the first, with ids from 1. A category that is only the
 * super-category of others (exports of Roboflow have one, without annotations) is left out.
 */
export function oneListOfCategories(files: readonly CocoJson[]): Category[] {
  const used = new Set(files.flatMap((json) => namesUsed(json)));
  const all = files.flatMap(({ categories }) => categories);
  const groups = new Set(all.map(({ supercategory }) => supercategory));
  const names = new Set(all.map(({ name }) => name));
  return [...names]
    .filter((name) => used.has(name) || !groups.has(name))
    .map((name, i) => ({ id: i + 1, name }));
}

/** The file with these categories; annotations of others are left out. */
export function withCategories(json: CocoJson, categories: readonly Category[]): CocoJson {
  const ids = new Map(categories.map(({ id, name }) => [name, id]));
  const renumbered = new Map(json.categories.map(({ id, name }) => [id, ids.get(name)]));
  return {
    ...json,
    categories: [...categories],
    annotations: json.annotations.flatMap((annotation) => {
      const id = renumbered.get(annotation.category_id);
      return id === undefined ? [] : [{ ...annotation, category_id: id }];
    }),
  };
}

function namesUsed({ annotations, categories }: CocoJson): string[] {
  const ids = new Set(annotations.map(({ category_id: id }) => id));
  return categories.filter(({ id }) => ids.has(id)).map(({ name }) => name);
}
