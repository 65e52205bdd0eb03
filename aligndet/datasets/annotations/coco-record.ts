/** @module One entry of a list of a COCO file: its values, validated on access, and its location for messages. */
import { DataError, shownJson } from '../../core/index.js';
import type { AnnotationId, ImageId } from '../../structures/index.js';

export const COCO_LISTS = ['categories', 'images', 'annotations'] as const;

/** Maximum of a 32-bit integer. */
const MAX_SIZE_PX = 2 ** 31 - 1;

export type CocoList = (typeof COCO_LISTS)[number];

/** Files that resemble COCO's detection format: what their entries have, what they lack, and what to do. */
const OTHER_FORMATS: readonly { readonly has: string; readonly lacks: string; readonly hint: string }[] = [
  { has: 'caption', lacks: 'bbox', hint: ' The file contains captions. Use the instances file.' },
  {
    has: 'segments_info',
    lacks: 'id',
    hint: ' The file contains panoptic segments. Use the instances file.',
  },
  {
    has: 'coco_url',
    lacks: 'file_name',
    hint: ' LVIS identifies images by "coco_url": set file_name to the last two segments of its path, such as train2017/000000000009.jpg.',
  },
];

export class CocoRecord {
  constructor(
    readonly path: string,
    readonly list: CocoList,
    readonly position: number,
    readonly fields: Readonly<Record<string, unknown>>,
  ) {}

  /** @throws {DataError} unless `value` is an object. */
  static of(path: string, list: CocoList, position: number, value: unknown): CocoRecord {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return new CocoRecord(path, list, position, value as Record<string, unknown>);
    }
    throw new DataError(
      `Annotation file ${path}: ${list}[${position}]: expected an object, but got ${shownJson(value)}.`,
    );
  }

  /** @throws {DataError} unless `key` is a number. */
  number(key: string): number {
    const value = this.fields[key];
    if (typeof value === 'bigint') return Number(value);
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.wrong(key, 'a number');
    return value;
  }

  /** The width or height of an image; 0 when unknown. @throws {DataError} unless it is an integer. */
  sizePx(key: string): number {
    const value = this.number(key);
    if (Number.isInteger(value) && value >= 0 && value <= MAX_SIZE_PX) return value;
    throw this.wrong(key, 'a whole number of pixels');
  }

  /** @throws {DataError} unless `key` is a string. */
  string(key: string): string {
    const value = this.fields[key];
    if (typeof value !== 'string') throw this.wrong(key, 'a string');
    return value;
  }

  /** The id of an image. @throws {DataError} unless `key` is a number or a string. */
  imageId(key: string): ImageId {
    const value = this.fields[key];
    return typeof value === 'string' ? value : this.#numericId(key, 'a number or a string');
  }

  /** @throws {DataError} unless `key` is a number. */
  annotationId(key: string): AnnotationId {
    return this.#numericId(key, 'a number');
  }

  /** @throws {DataError} unless `key` is an exact integer. */
  categoryId(key: string): number {
    const id = this.#numericId(key, 'a number');
    if (typeof id !== 'bigint') return id;
    throw this.wrong(key, `a number up to ${Number.MAX_SAFE_INTEGER}`);
  }

  /** Values beyond 2^53 that are not written as integers, such as 1e17, are not exact: other ids may equal them. */
  #numericId(key: string, expected: string): number | bigint {
    const value = this.fields[key];
    if (typeof value === 'bigint') return value;
    if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
    const isLarge = typeof value === 'number' && Number.isFinite(value);
    throw this.wrong(
      key,
      isLarge ? 'all digits of the id, since ids above 2^53 are not exact otherwise' : expected,
    );
  }

  /** The error for an invalid `key`. @param expected such as `a number`. */
  wrong(key: string, expected: string): DataError {
    const value = this.fields[key];
    const found = value === undefined ? 'it is missing' : `got ${shownJson(value)}`;
    const other = OTHER_FORMATS.find(({ has, lacks }) => lacks === key && has in this.fields);
    const hint = value === undefined && other !== undefined ? other.hint : '';
    return new DataError(
      `Annotation file ${this.path}: ${this.#location()}: expected "${key}" to be ${expected}, but ${found}.${hint}`,
    );
  }

  /** Such as `annotations[3] (id 10)`. */
  #location(): string {
    const { id } = this.fields;
    const isKnown = this.list === 'annotations' && (typeof id === 'number' || typeof id === 'bigint');
    const name = isKnown ? ` (id ${id})` : '';
    return `${this.list}[${this.position}]${name}`;
  }
}
