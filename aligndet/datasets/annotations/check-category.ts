/** @module The values of the entries of `categories`, checked. */
import { DataError } from '../../core/index.js';
import type { CocoCategory } from './coco-index.js';
import type { CocoRecord } from './coco-record.js';

/** @throws {DataError} that names the category and the value that is wrong. */
export function categoryOf(record: CocoRecord): CocoCategory {
  return { id: record.categoryId('id'), name: record.string('name') };
}

/** As the reference reads such a file, every box of that id gets the class that comes last. @throws {DataError} when one id has two names. */
export function requireOneNamePerId(path: string, categories: readonly CocoCategory[]): void {
  const names = new Map<number, string>();
  for (const { id, name } of categories) {
    const other = names.get(id);
    if (other !== undefined && other !== name) {
      throw new DataError(
        `Annotation file ${path}: the categories "${other}" and "${name}" have the same id ${id}, so that nobody can tell ` +
          'which of them a box is. Give each category an id of its own.',
      );
    }
    names.set(id, name);
  }
}
