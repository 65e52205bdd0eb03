/** @module Validates annotations in COCO's format that are passed as plain objects. */
import { DataError, describeValue, shownJson } from '../../core/portable.js';
import type { CocoFile, IouType } from './annotations.js';

const LISTS = ['images', 'annotations', 'categories'] as const;

/** @throws {DataError} that names the invalid entry and its value. */
export function checkGroundTruth(file: unknown, iouType: IouType): asserts file is CocoFile {
  const lists = (typeof file === 'object' && file !== null ? file : {}) as Partial<CocoFile>;
  const absent = LISTS.filter((name) => !Array.isArray(lists[name]));
  if (absent.length > 0) {
    throw new DataError(
      `Ground truth must have the lists images, annotations and categories, as COCO's annotation files; ${absent.join(', ')} ${
        absent.length === 1 ? 'is' : 'are'
      } missing${absent.length === LISTS.length ? ` in ${describeValue(file)}` : ''}.`,
    );
  }
  const { images = [], annotations = [], categories = [] } = lists;
  for (const [i, image] of images.entries()) {
    if (!isId(image?.id)) throw wrong('images', i, 'id', 'an id', image?.id);
    if (iouType === 'bbox') continue;
    if (!isSize(image.width)) throw wrong('images', i, 'width', 'a number of pixels', image.width);
    if (!isSize(image.height)) throw wrong('images', i, 'height', 'a number of pixels', image.height);
  }
  for (const [i, category] of categories.entries()) {
    if (!Number.isFinite(category?.id)) throw wrong('categories', i, 'id', 'a number', category?.id);
    if (typeof category.name !== 'string') throw wrong('categories', i, 'name', 'a string', category.name);
  }
  for (const [i, annotation] of annotations.entries()) {
    const { id, image_id, category_id, bbox, area } = annotation ?? {};
    if (!isId(id)) throw wrong('annotations', i, 'id', 'an id', id);
    if (!isId(image_id)) throw wrong('annotations', i, 'image_id', 'an id', image_id);
    if (!Number.isFinite(category_id)) throw wrong('annotations', i, 'category_id', 'a number', category_id);
    if (!Number.isFinite(area)) throw wrong('annotations', i, 'area', 'a number of square pixels', area);
    if (iouType === 'bbox' && !isBox(bbox))
      throw wrong('annotations', i, 'bbox', 'four numbers [x, y, width, height]', bbox);
  }
}

function isId(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'bigint' || Number.isFinite(value);
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isBox(value: unknown): boolean {
  return Array.isArray(value) && value.length === 4 && value.every(Number.isFinite);
}

function wrong(list: string, i: number, key: string, expected: string, value: unknown): DataError {
  const found = value === undefined ? 'it is missing' : `got ${shownJson(value)}`;
  return new DataError(`Ground truth: ${list}[${i}].${key}: expected ${expected}, but ${found}.`);
}
