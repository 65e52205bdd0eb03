/** @module Layers that extract RoI features from maps: the slot `roi_layer`. */
import { z } from 'zod';
import { defineComponent, Registry } from '../../core/index.js';
import type { Tensor4D } from '../../engine/index.js';
import { roiAlign } from './roi-align.js';

export interface RoiLayer {
  /** `[h, w]` of the features of each RoI. */
  readonly outputSize: readonly [height: number, width: number];
  /**
   * @param x `[B, H, W, C]`.
   * @param rois `[R, 5]`: image, x1, y1, x2, y2 in pixels of the image.
   * @param spatialScale pixels of the map per pixel of the image; default: the configured one.
   * @returns `[R, h, w, C]`.
   */
  forward(x: Tensor4D, rois: Float32Array, spatialScale?: number): Tensor4D;
}

declare module '../../core/registry.js' {
  interface Slots {
    roi_layer: RoiLayer;
  }
}

const positiveInt = z.int().positive();

export const roiAlignLayer = defineComponent({
  type: 'RoIAlign',
  schema: z.strictObject({
    /** Bins per axis, or `[height, width]`. */
    output_size: z.union([positiveInt, z.tuple([positiveInt, positiveInt])]),
    /** Pixels of the map per pixel of the image, if the caller passes none. */
    spatial_scale: z.number().positive().default(1),
    /** Samples per bin and axis; 0: the number of pixels in the bin. */
    sampling_ratio: z.int().nonnegative().default(0),
    /** Mean or max over the samples of a bin. */
    pool_mode: z.enum(['avg', 'max']).default('avg'),
    /** Whether pixel centres are at .5. */
    aligned: z.boolean().default(true),
    /** Accepted for compatibility; both operators of the reference compute the same. */
    use_torchvision: z.boolean().default(false),
  }),
  build: ({
    output_size: size,
    spatial_scale: configured,
    sampling_ratio: samplingRatio,
    pool_mode: pooling,
    aligned,
  }) => {
    const outputSize = typeof size === 'number' ? ([size, size] as const) : size;
    return {
      outputSize,
      forward: (x, rois, spatialScale = configured) =>
        roiAlign(x, rois, { outputSize, spatialScale, samplingRatio, isAligned: aligned, pooling }),
    } satisfies RoiLayer as RoiLayer;
  },
});

/** All built-in RoI layer. */
export const roiLayers = [roiAlignLayer] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    roi_layer: typeof roiLayers;
  }
}

export const roiLayerRegistry = new Registry('roi_layer', roiLayers);
