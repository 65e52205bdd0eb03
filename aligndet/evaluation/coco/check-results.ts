/** @module Validates the entries of a result file. */
import { DataError, shownJson } from '../../core/portable.js';
import type { CocoResult } from './results.js';

/** @param name of the file, for messages. @throws {DataError} that names the invalid entry and its value. */
export function checkResults(
  name: string,
  results: readonly unknown[],
): asserts results is readonly CocoResult[] {
  for (const [i, result] of results.entries()) {
    if (typeof result !== 'object' || result === null || Array.isArray(result)) {
      throw new DataError(`${name}: entry ${i}: expected an object, but got ${shownJson(result)}.`);
    }
    const { image_id, category_id, score, bbox } = result as Record<string, unknown>;
    const refuse = (key: string, expected: string, value: unknown): never => {
      const found = value === undefined ? 'it is missing' : `got ${shownJson(value)}`;
      throw new DataError(
        `${name}: entry ${i}, of image ${shownJson(image_id)}: "${key}": expected ${expected}, but ${found}.`,
      );
    };
    if (!['number', 'string', 'bigint'].includes(typeof image_id)) refuse('image_id', 'an id', image_id);
    if (!Number.isFinite(category_id)) refuse('category_id', 'a number', category_id);
    if (!Number.isFinite(score)) refuse('score', 'a number', score);
    const isBox =
      Array.isArray(bbox) && (bbox.length === 4 || bbox.length === 0) && bbox.every(Number.isFinite);
    if (bbox !== undefined && !isBox) refuse('bbox', 'four numbers [x, y, width, height]', bbox);
  }
}
