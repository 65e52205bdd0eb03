/**
 * @module The segmentation of an annotation as in the file. Of an invalid one the first characters are kept: it
 * matters only where masks are used.
 */
import { shownJson } from '../../core/index.js';
import type { Segmentation } from '../../structures/index.js';
import type { CocoRecord } from './coco-record.js';

/** Neither polygons nor run lengths. */
export interface UnreadableSegmentation {
  /** Its start. */
  readonly shown: string;
}

/** `null` when the annotation has none. */
export function segmentationOf(record: CocoRecord): Segmentation | UnreadableSegmentation | null {
  const value = record.fields.segmentation;
  if (value === undefined || value === null) return null;
  if (Array.isArray(value) && value.every(isNumbers)) return value as number[][];
  const { size, counts } = value as { size?: unknown; counts?: unknown };
  if (isNumbers(size) && size.length === 2 && (typeof counts === 'string' || isNumbers(counts))) {
    return { size: [size[0], size[1]], counts };
  }
  return { shown: shownJson(value) };
}

function isNumbers(list: unknown): list is number[] {
  return Array.isArray(list) && list.every(Number.isFinite);
}
