/** @module The values of one entry of `categories`, checked. */
import type { CocoCategory } from './coco-index.js';
import type { CocoRecord } from './coco-record.js';

/** @throws {DataError} that names the category and the value that is wrong. */
export function categoryOf(record: CocoRecord): CocoCategory {
  return { id: record.categoryId('id'), name: record.string('name') };
}
