/** @module The segmentation of an annotation, checked. */
import type { Segmentation } from '../../structures/index.js';
import type { CocoRecord } from './coco-record.js';

/** `null` when the annotation has none. @throws {DataError} for what is neither polygons nor run lengths. */
export function segmentationOf(record: CocoRecord): Segmentation | null {
  const value = record.fields.segmentation;
  if (value === undefined || value === null) return null;
  if (Array.isArray(value) && value.every(isNumbers)) return value as number[][];
  const { size, counts } = value as { size?: unknown; counts?: unknown };
  if (Array.isArray(size) && size.length === 2 && (typeof counts === 'string' || isNumbers(counts))) {
    return { size: [size[0], size[1]], counts: counts as string | number[] };
  }
  throw record.wrong('segmentation', 'a list of polygons, or { size, counts }');
}

function isNumbers(list: unknown): boolean {
  return Array.isArray(list) && list.every(Number.isFinite);
}
