/** @module Validates the entries of `categories`. */
import { DataError } from '../../core/index.js';
import type { CocoCategory } from './coco-index.js';
import type { CocoRecord } from './coco-record.js';

/** @throws {DataError} that names the category and the invalid value. */
export function categoryOf(record: CocoRecord): CocoCategory {
  return { id: record.categoryId('id'), name: record.string('name') };
}

/**
 * In the reference every box of such an id gets the last of its classes. @throws {DataError} when one id has two
 * names.
 */
export function requireOneNamePerId(path: string, categories: readonly CocoCategory[]): void {
  const names = new Map<number, string>();
  for (const { id, name } of categories) {
    const other = names.get(id);
    if (other !== undefined && other !== name) {
      throw new DataError(
        `Annotation file ${path}: the categories "${other}" and "${name}" have the same id ${id}, so the class of ` +
          'its boxes is ambiguous. Give each category a unique id.',
      );
    }
    names.set(id, name);
  }
}
