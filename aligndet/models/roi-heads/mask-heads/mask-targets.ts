/** @module Mask targets of sampled RoIs: the ground truth masks, cropped by the RoIs. */
import { DataError } from '../../../core/index.js';
import {
  type BitmapMasks,
  concatRows,
  cropAndResizeBitmaps,
  cropCoverage,
} from '../../../structures/index.js';
import type { SamplingResult } from '../../samplers/sampling-result.js';

/** The ground truth masks of each image. @throws {DataError} if an image has none. */
export function masksOf(groundTruths: readonly { readonly masks?: BitmapMasks }[]): BitmapMasks[] {
  return groundTruths.map(({ masks }, image) => {
    if (masks === undefined)
      throw new DataError(`Image ${image} of the batch has no gt_masks to train with.`);
    return masks;
  });
}

/** Classes of all images' positives. */
export function positiveLabels(samples: readonly SamplingResult[]): Int32Array {
  return Int32Array.from(samples.flatMap(({ posGtLabels = [] }) => [...posGtLabels]));
}

/** Input for the positives of one image. */
type Positives = Pick<SamplingResult, 'posBoxes' | 'posAssignedGtInds'>;

/**
 * @param size height and width of a mask.
 * @param isSoft whether coverage fractions are kept; otherwise half covered or more is 1.
 * @returns `[P, height, width]` of all images' positives.
 */
export function maskTargets(
  samples: readonly Positives[],
  masks: readonly BitmapMasks[],
  [height, width]: readonly [number, number],
  isSoft = false,
): Float32Array {
  return concatRows(
    samples.map(({ posBoxes, posAssignedGtInds }, image) => {
      const limits = [masks[image].width, masks[image].height];
      const boxes = posBoxes.map((coordinate, i) => Math.max(0, Math.min(coordinate, limits[i & 1])));
      const cut = isSoft ? cropCoverage : cropBinary;
      return cut(masks[image], boxes, posAssignedGtInds, height, width);
    }),
  );
}

function cropBinary(...args: Parameters<typeof cropAndResizeBitmaps>): Float32Array {
  return Float32Array.from(cropAndResizeBitmaps(...args).data);
}
