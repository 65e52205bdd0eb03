/** @module Reads and validates COCO annotation files record by record, so that later code can rely on every value. */
import { DataError, JsonFile, type Progress, shortList, shownJson } from '../../core/index.js';
import type { CocoIndex } from './coco-index.js';
import { COCO_LISTS, type CocoList, CocoRecord } from './coco-record.js';
import { CocoIndexBuilder } from './index-builder.js';

/**
 * @param progress shown for a large file.
 * @throws {DataError} that names the file and the error.
 */
export function readCoco(path: string, progress?: Progress): CocoIndex {
  const file = new JsonFile(path, { what: 'Annotation file', progress });
  try {
    if (file.kind === 'list') throw file.error(listInstead(file));
    const builder = new CocoIndexBuilder(path);
    const keys: string[] = [];
    for (const key of file.keys()) {
      keys.push(key);
      if (!isCocoList(key)) {
        file.skip();
      } else if (file.opensList()) {
        let position = 0;
        for (const entry of file.elements()) builder.add(CocoRecord.of(path, key, position++, entry));
      } else {
        throw noList(path, key, `"${key}" is ${shownJson(file.value())}`);
      }
    }
    requireLists(path, keys);
    return builder.finish();
  } finally {
    file.close();
  }
}

/**
 * Builds the index of annotations in memory.
 *
 * @param path name in messages.
 * @throws {DataError} when they are invalid.
 */
export function indexOf(file: Record<string, unknown>, path: string): CocoIndex {
  const builder = new CocoIndexBuilder(path);
  requireLists(path, Object.keys(file));
  for (const list of COCO_LISTS) {
    const entries = file[list] ?? [];
    if (!Array.isArray(entries)) throw noList(path, list, `"${list}" is ${shownJson(entries)}`);
    for (const [i, entry] of entries.entries()) builder.add(CocoRecord.of(path, list, i, entry));
  }
  return builder.finish();
}

function isCocoList(key: string): key is CocoList {
  return (COCO_LISTS as readonly string[]).includes(key);
}

/** Files of unlabeled images may lack that list. */
function requireLists(path: string, keys: readonly string[]): void {
  for (const list of COCO_LISTS) {
    if (keys.includes(list) || list === 'annotations') continue;
    throw noList(path, list, `Its keys: ${shortList(keys) || 'none'}`);
  }
}

function noList(path: string, list: CocoList, found: string): DataError {
  return new DataError(
    `Annotation file ${path} has no list "${list}", which COCO's format requires. ${found}.`,
  );
}

/** The error for a file with a top-level list. */
function listInstead(file: JsonFile): string {
  const [first] = file.elements();
  const isResults = typeof first === 'object' && first !== null && 'image_id' in first && 'score' in first;
  const expected = "is not in COCO's format: expected an object with images, annotations and categories";
  return isResults
    ? `${expected}, but got a list of detection results. Use the annotation file.`
    : `${expected}, but got a list${first === undefined ? '' : ` that starts with ${shownJson(first)}`}.`;
}
