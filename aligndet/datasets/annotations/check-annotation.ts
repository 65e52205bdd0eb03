/** @module Validates one entry of `annotations`. Missing values that follow from others are computed. */
import { boxOfRuns, runsOfRle, type Segmentation } from '../../structures/index.js';
import { segmentationOf, type UnreadableSegmentation } from './check-segmentation.js';
import { FLAG_CROWD, FLAG_IGNORE } from './coco-index.js';
import type { CocoRecord } from './coco-record.js';
import type { Findings } from './findings.js';

export interface AnnotationValues {
  readonly categoryId: number;
  /** `[x, y, width, height]`. */
  readonly box: readonly number[];
  readonly area: number;
  /** Bits of {@link FLAG_CROWD} and {@link FLAG_IGNORE}. */
  readonly flags: number;
  readonly segmentation: Segmentation | UnreadableSegmentation | null;
}

/**
 * @param findings counts computed and converted values.
 * @throws {DataError} that names the annotation and the invalid value.
 */
export function annotationOf(record: CocoRecord, findings: Findings): AnnotationValues {
  const segmentation = segmentationOf(record);
  const box = boxOf(record, segmentation, findings);
  return {
    categoryId: record.categoryId('category_id'),
    box,
    area: areaOf(record, box, findings),
    flags:
      (flagOf(record, 'iscrowd', findings) ? FLAG_CROWD : 0) |
      (flagOf(record, 'ignore', findings) ? FLAG_IGNORE : 0),
    segmentation,
  };
}

function boxOf(
  record: CocoRecord,
  segmentation: AnnotationValues['segmentation'],
  findings: Findings,
): readonly number[] {
  const box = record.fields.bbox;
  const isMissing = box === undefined || box === null;
  const enclosing = isMissing && segmentation !== null ? boxAround(segmentation) : undefined;
  if (enclosing !== undefined) {
    findings.add('annotations have no bbox; it is computed from the segmentation', () => nameOf(record));
    return enclosing;
  }
  if (!Array.isArray(box) || box.length !== 4 || !box.every(Number.isFinite)) {
    throw record.wrong('bbox', 'four numbers [x, y, width, height]');
  }
  return box;
}

/** As in COCO's files: the extent of the points, or of the pixels; `undefined` where there are none. */
function boxAround(segmentation: NonNullable<AnnotationValues['segmentation']>): number[] | undefined {
  if ('shown' in segmentation) return undefined;
  if ('counts' in segmentation) return boxOfMask(segmentation);
  const points = segmentation.filter((part) => part.length >= 6 && part.length % 2 === 0).flat();
  if (points.length === 0) return undefined;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    left = Math.min(left, points[i]);
    right = Math.max(right, points[i]);
    top = Math.min(top, points[i + 1]);
    bottom = Math.max(bottom, points[i + 1]);
  }
  return [left, top, right - left, bottom - top];
}

function boxOfMask(rle: Extract<Segmentation, { counts: unknown }>): number[] | undefined {
  try {
    const box = boxOfRuns(runsOfRle(rle));
    return box[2] === 0 ? undefined : box;
  } catch {
    return undefined; // corrupt counts
  }
}

/**
 * Like pycocotools' `loadRes`, uses the area of the box where there is none. Some programs write NaN for an unknown
 * area.
 */
function areaOf(record: CocoRecord, [, , width, height]: readonly number[], findings: Findings): number {
  const { area } = record.fields;
  const isMissing = area === undefined || area === null || Number.isNaN(area);
  if (!isMissing) return record.number('area');
  findings.add('annotations have no area; width x height of the box is used', () => nameOf(record));
  return width * height;
}

const IN_WORDS: Readonly<Record<string, boolean>> = { '0': false, '1': true, false: false, true: true };

/** In Python, and so in the reference, "0" is true. */
function flagOf(record: CocoRecord, key: 'iscrowd' | 'ignore', findings: Findings): boolean {
  const value = record.fields[key];
  if (value === undefined || value === null) return false;
  if (typeof value === 'number' || typeof value === 'boolean') return Boolean(value);
  const meaning = typeof value === 'string' ? IN_WORDS[value.trim().toLowerCase()] : undefined;
  if (meaning === undefined) throw record.wrong(key, '0 or 1');
  findings.add(`annotations have "${key}" as a string, which is read as a number`, () => nameOf(record));
  return meaning;
}

function nameOf({ fields: { id } }: CocoRecord): string {
  return `annotation ${id}`;
}
