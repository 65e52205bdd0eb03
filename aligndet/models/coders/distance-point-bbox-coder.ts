/**
 * @module Boxes as distances of a point to their left, top, right and bottom edge, https://arxiv.org/abs/1904.01355,
 * equation 1. Dims: N points `(x, y)`. Boxes are xyxy.
 */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { concat, type Tensor2D, tensor1d, tidy } from '../../engine/index.js';
import type { BBoxCoder, MaxShape } from './bbox-coder.js';

/** Sign of each distance: left and top are subtracted from the point. */
const SIGNS = [-1, -1, 1, 1] as const;

export interface DistancePointCoder extends BBoxCoder {
  /** @param limit distances are clamped to [0, `limit`] if given. */
  encode(points: Float32Array, boxes: Float32Array, limit?: number): Float32Array;
}

/** @param isClipped whether decoded boxes are clipped to the image. */
export function distancePointCoder(isClipped: boolean): DistancePointCoder {
  return {
    encode(points, boxes, limit) {
      return boxes.map((edge, i) => {
        const distance = Math.fround((edge - points[2 * (i >> 2) + (i & 1)]) * SIGNS[i & 3]);
        return limit === undefined ? distance : Math.max(0, Math.min(distance, limit));
      });
    },
    decode(points, codes, maxShape) {
      const limits = clipLimits(maxShape, isClipped);
      return codes.map((distance, i) => {
        const edge = Math.fround(points[2 * (i >> 2) + (i & 1)] + SIGNS[i & 3] * distance);
        return limits === undefined ? edge : Math.max(0, Math.min(edge, limits[i & 3]));
      });
    },
    decodeTensor: (points, codes, maxShape) =>
      tidy(() => {
        const edges = concat([points, points], 1).add(codes.mul(tensor1d([...SIGNS]))); // [N, 4]
        const limits = clipLimits(maxShape, isClipped);
        return (limits === undefined ? edges : edges.maximum(0).minimum(tensor1d(limits))) as Tensor2D;
      }),
  };
}

function clipLimits(maxShape: MaxShape, isClipped: boolean): number[] | undefined {
  if (!isClipped || maxShape === undefined) return undefined;
  const [height, width] = maxShape;
  return [width, height, width, height];
}

export const distancePointBBoxCoder = defineComponent({
  type: 'DistancePointBBoxCoder',
  schema: z.strictObject({
    /** Clip decoded boxes to the image. */
    clip_border: z.boolean().default(true),
  }),
  build: ({ clip_border: isClipped }) => distancePointCoder(isClipped),
});
