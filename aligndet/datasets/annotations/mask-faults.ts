/**
 * @module Why a segmentation is not a valid mask. Valid is what pycocotools rasterizes, except for two cases that it
 * gets wrong
 * silently: the corners of a box, which it reads as `[x, y, width, height]`, and an odd number of coordinates.
 */
import { shownJson } from '../../core/index.js';
import { decompressCounts, type Rle } from '../../structures/index.js';
import type { CocoIndex } from './coco-index.js';
import { boxCoversPixels, MIN_POLYGON_VALUES, polygonsCoverPixels } from './mask-extent.js';
import { hasOnlyPolygons, polygonLengthsAt, segmentationAt, unreadableAt } from './segmentation-pool.js';

export interface MaskFault {
  /** The text after a count: `segmentations are empty`. */
  readonly what: string;
  /** The found value, where the type alone does not show it. */
  readonly found?: string;
}

/** Values of a box. */
const BOX_LENGTH = 4;

/** Tolerance between two copies of a box, in pixels. */
const BOX_TOLERANCE_PX = 1;

const EMPTY = 'segmentations cover no pixel of their image, although the bbox does';

/** `undefined` when annotation `n` of image `image` has a valid mask. */
export function maskFault(index: CocoIndex, image: number, n: number): MaskFault | undefined {
  const pool = index.segmentations;
  // the usual case, checked without allocating a list
  if (hasOnlyPolygons(pool, n) && polygonsCoverPixels(index, image, n)) return undefined;
  const lengths = polygonLengthsAt(pool, n);
  const hasToCover = boxCoversPixels(index, image, n);
  if (lengths !== undefined) {
    const isEmpty = hasToCover && lengths[0] !== BOX_LENGTH && !polygonsCoverPixels(index, image, n);
    return (
      polygonFault(index, n, lengths) ??
      (isEmpty ? { what: EMPTY, found: shownPolygons(index, n) } : undefined)
    );
  }
  const shown = unreadableAt(pool, n);
  if (shown !== undefined) {
    return { what: 'segmentations are neither lists of polygons nor { size, counts }', found: shown };
  }
  const segmentation = segmentationAt(pool, n);
  if (segmentation === null) return { what: 'annotations have no segmentation' };
  return runLengthFault(segmentation as Rle, index.heights[image], index.widths[image], hasToCover);
}

/** Whether some, but not all, polygons of annotation `n` are too short to be rasterized. */
export function hasStumps(index: CocoIndex, n: number): boolean {
  if (hasOnlyPolygons(index.segmentations, n)) return false;
  const lengths = polygonLengthsAt(index.segmentations, n) ?? [];
  return lengths.some((length) => length < MIN_POLYGON_VALUES) && lengths[0] !== BOX_LENGTH;
}

function polygonFault(index: CocoIndex, n: number, lengths: readonly number[]): MaskFault | undefined {
  const shown = () => shownPolygons(index, n);
  if (lengths.every((length) => length === 0)) return { what: 'segmentations are empty' };
  if (lengths[0] === BOX_LENGTH) {
    if (lengths.every((length) => length === BOX_LENGTH) && isItsBox(index, n)) return undefined;
    return {
      what: 'segmentations have four values, which are neither a polygon nor equal to the bbox [x, y, width, height]',
      found: shown(),
    };
  }
  if (lengths.every((length) => length === 2)) {
    return {
      what: 'segmentations are lists of points [x, y]; expected polygons as flat lists [x1, y1, x2, y2, ...]',
      found: shown(),
    };
  }
  if (lengths.some((length) => length % 2 === 1)) {
    return { what: 'segmentations have a polygon with an odd number of coordinates', found: shown() };
  }
  if (lengths.every((length) => length < MIN_POLYGON_VALUES)) {
    return { what: 'segmentations have no polygon with at least three points', found: shown() };
  }
  return undefined;
}

function shownPolygons({ segmentations }: CocoIndex, n: number): string {
  return shownJson(segmentationAt(segmentations, n));
}

/** Whether the boxes `[x, y, width, height]` in place of polygons match `bbox`. */
function isItsBox({ boxes, segmentations }: CocoIndex, n: number): boolean {
  const parts = segmentationAt(segmentations, n) as readonly number[][];
  const [x, y, width, height] = boxes.subarray(4 * n, 4 * n + 4);
  const differences = [
    Math.min(...parts.map(([left]) => left)) - x,
    Math.min(...parts.map(([, top]) => top)) - y,
    Math.max(...parts.map(([left, , wide]) => left + wide)) - (x + width),
    Math.max(...parts.map(([, top, , high]) => top + high)) - (y + height),
  ];
  return differences.every((difference) => Math.abs(difference) <= BOX_TOLERANCE_PX);
}

function runLengthFault(
  { size, counts }: Rle,
  height: number,
  width: number,
  hasToCover: boolean,
): MaskFault | undefined {
  const isUnknown = height === 0 && width === 0;
  if (!isUnknown && (size[0] !== height || size[1] !== width)) {
    return {
      what: 'run-length encoded segmentations have another size than their image',
      found: `size is [${size.join(', ')}] (height, width) for an image of [${height}, ${width}]`,
    };
  }
  let lengths: ArrayLike<number>;
  try {
    lengths = typeof counts === 'string' ? decompressCounts(counts) : counts;
  } catch (error) {
    return {
      what: 'segmentations have counts that are corrupt',
      found: (error as Error).message.replace(/\.$/, ''),
    };
  }
  let [total, covered] = [0, 0];
  for (let i = 0; i < lengths.length; i++) {
    if (lengths[i] < 0 || !Number.isInteger(lengths[i])) {
      return {
        what: 'segmentations have counts that are not whole numbers of pixels',
        found: `${lengths[i]}`,
      };
    }
    total += lengths[i];
    if (i % 2 === 1) covered += lengths[i];
  }
  const expected = size[0] * size[1];
  if (total === expected) return hasToCover && covered === 0 ? { what: EMPTY } : undefined;
  return {
    what: `segmentations have counts that are too ${total < expected ? 'short' : 'long'}`,
    found: `their sum is ${total}, but the mask has ${size[0]} x ${size[1]} = ${expected} pixels`,
  };
}
