/** @module Reads COCO annotation files record by record and checks them, so that what follows can trust every number. */
import { readFileSync } from 'node:fs';
import { DataError } from '../../core/index.js';
import type { CocoIndex } from './coco-index.js';
import { type CocoList, CocoRecord } from './coco-record.js';
import { CocoIndexBuilder } from './index-builder.js';

type Json = Record<string, unknown>;

/** @throws {DataError} that names the file and what is wrong with it. */
export function readCoco(path: string): CocoIndex {
  return indexOf(parse(path), path);
}

/**
 * The index of annotations that are in memory already.
 *
 * @param path stands in messages.
 * @throws {DataError} that says what is wrong.
 */
export function indexOf(file: Record<string, unknown>, path: string): CocoIndex {
  const builder = new CocoIndexBuilder(path);
  for (const list of ['categories', 'images', 'annotations'] as const) {
    if (list === 'annotations' && file.annotations === undefined) continue;
    for (const record of records(path, file, list)) builder.add(record);
  }
  return builder.finish();
}

function parse(path: string): Json {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new DataError(`Annotation file ${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  let file: unknown;
  try {
    file = JSON.parse(content);
  } catch (cause) {
    throw new DataError(`Annotation file ${path} is not JSON: ${(cause as Error).message}.`, { cause });
  }
  if (typeof file !== 'object' || file === null || Array.isArray(file)) {
    throw new DataError(
      `Annotation file ${path} is not in COCO's format: expected an object with images, annotations and categories.`,
    );
  }
  return file as Json;
}

function* records(path: string, file: Json, list: CocoList): Generator<CocoRecord> {
  const entries = file[list];
  if (!Array.isArray(entries)) {
    const found = Object.keys(file).join(', ') || 'nothing';
    throw new DataError(
      `Annotation file ${path} has no list "${list}", which COCO's format asks for. It holds: ${found}.`,
    );
  }
  for (const [position, entry] of entries.entries()) {
    if (typeof entry !== 'object' || entry === null) {
      throw new DataError(`Annotation file ${path}: ${list}[${position}] is not an object.`);
    }
    yield new CocoRecord(path, list, position, entry);
  }
}
