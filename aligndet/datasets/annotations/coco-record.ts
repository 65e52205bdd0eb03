/** @module One entry of a list of a COCO file: its values, checked when they are asked for, and its place for messages. */
import { DataError, shownJson } from '../../core/index.js';

export const COCO_LISTS = ['categories', 'images', 'annotations'] as const;

export type CocoList = (typeof COCO_LISTS)[number];

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
      `Annotation file ${path}: ${list}[${position}] has to be an object, but is ${shownJson(value)}.`,
    );
  }

  /** @throws {DataError} unless `key` holds a number. */
  number(key: string): number {
    const value = this.fields[key];
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.wrong(key, 'a number');
    return value;
  }

  /** @throws {DataError} unless `key` holds a string. */
  string(key: string): string {
    const value = this.fields[key];
    if (typeof value !== 'string') throw this.wrong(key, 'a string');
    return value;
  }

  /** @throws {DataError} unless `key` holds a number or a string. */
  id(key: string): number | string {
    const value = this.fields[key];
    if (typeof value !== 'number' && typeof value !== 'string') throw this.wrong(key, 'a number or a string');
    return value;
  }

  /** The error that `key` is not what it has to be. @param expected such as `a number`. */
  wrong(key: string, expected: string): DataError {
    const value = this.fields[key];
    const found = value === undefined ? 'is missing' : `is ${shownJson(value)}`;
    return new DataError(
      `Annotation file ${this.path}: ${this.#place()}: "${key}" has to be ${expected}, but ${found}.`,
    );
  }

  /** Such as `annotations[3] (id 10)`. */
  #place(): string {
    const { id } = this.fields;
    const name = this.list === 'annotations' && typeof id === 'number' ? ` (id ${id})` : '';
    return `${this.list}[${this.position}]${name}`;
  }
}
