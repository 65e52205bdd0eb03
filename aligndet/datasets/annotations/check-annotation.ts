/** @module The values of one entry of `annotations`, checked. */
import type { Segmentation } from '../../structures/index.js';
import { segmentationOf } from './check-segmentation.js';
import { FLAG_CROWD, FLAG_IGNORE } from './coco-index.js';
import type { CocoRecord } from './coco-record.js';

export interface AnnotationValues {
  readonly categoryId: number;
  /** `[x, y, width, height]`. */
  readonly box: readonly number[];
  readonly area: number;
  /** Bits of {@link FLAG_CROWD} and {@link FLAG_IGNORE}. */
  readonly flags: number;
  readonly segmentation: Segmentation | null;
}

/** @throws {DataError} that names the annotation and the value that is wrong. */
export function annotationOf(record: CocoRecord): AnnotationValues {
  return {
    categoryId: record.categoryId('category_id'),
    box: boxOf(record),
    area: record.number('area'),
    flags: flagsOf(record),
    segmentation: segmentationOf(record),
  };
}

function boxOf(record: CocoRecord): readonly number[] {
  const box = record.fields.bbox;
  if (!Array.isArray(box) || box.length !== 4 || !box.every(Number.isFinite)) {
    throw record.wrong('bbox', 'four numbers [x, y, width, height]');
  }
  return box;
}

function flagsOf({ fields }: CocoRecord): number {
  return (fields.iscrowd ? FLAG_CROWD : 0) | (fields.ignore ? FLAG_IGNORE : 0);
}
