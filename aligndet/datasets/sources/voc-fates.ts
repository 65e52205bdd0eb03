/**
 * @module How one object of a PASCAL VOC file is treated. mmdetection keeps `tiny` and `outside` boxes too, and its
 * losses
 * become NaN: here they are left out of training, and count in evaluation.
 */
import type { VocObject } from '../annotations/voc-file.js';
import type { ImageInfo } from '../sample.js';

/**
 * `ignored` boxes are passed to the losses as such; `outside`, `tiny` and `other` objects are left out of training.
 */
export type VocFate = 'kept' | 'ignored' | 'outside' | 'tiny' | 'other';

export interface VocFateRules {
  readonly labels: ReadonlyMap<string, number>;
  /** Min width and height of a box, in pixels; smaller ones are ignored; 0 for no limit. */
  readonly minSizePx: number;
}

export function vocFateOf(object: VocObject, image: ImageInfo, { labels, minSizePx }: VocFateRules): VocFate {
  if (!labels.has(object.name)) return 'other';
  const [x1, y1, x2, y2] = object.box;
  const [width, height] = [x2 - x1, y2 - y1];
  const isSmall = minSizePx > 0 && (width < minSizePx || height < minSizePx);
  if (object.isDifficult || isSmall) return 'ignored';
  if (width < 1 || height < 1) return 'tiny';
  // boxes are 1-based
  return x2 <= 1 || y2 <= 1 || x1 > image.width || y1 > image.height ? 'outside' : 'kept';
}
