/**
 * @module Extracts each RoI from one level selected by its size, https://arxiv.org/abs/1612.03144, equation 1. Dims: B
 * images, R RoIs, L levels, C channels.
 */
import { z } from 'zod';
import { defineComponent, ShapeError, slot } from '../../../core/index.js';
import { concat, gather, tensor1d, tidy, zeros } from '../../../engine/index.js';
import { initCfgOption, type RoiLayer } from '../../../nn/index.js';
import { takeRows } from '../../../structures/index.js';
import type { RoiExtractor } from './roi-extractor.js';

const { floor, fround, log2, max, min, sqrt } = Math;

export interface SingleRoiOptions {
  readonly layer: RoiLayer;
  readonly outChannels: number;
  /** Strides of the levels in input pixels. */
  readonly strides: readonly number[];
  /**
   * RoIs whose size (geometric mean of width and height) is below twice this value are extracted from the finest level.
   */
  readonly finestScale: number;
}

export function buildSingleRoiExtractor({
  layer,
  outChannels,
  strides,
  finestScale,
}: SingleRoiOptions): RoiExtractor {
  return {
    numInputs: strides.length,
    forward(features, rois, scaleFactor) {
      if (features.length !== strides.length) {
        throw new ShapeError(
          `The RoI extractor uses ${strides.length} levels, but got ${features.length} maps.`,
        );
      }
      const numRois = rois.length / 5;
      if (numRois === 0) return zeros([0, ...layer.outputSize, outChannels]);
      const levels = roiLevels(rois, strides.length, finestScale);
      const boxes = scaleFactor === undefined || strides.length === 1 ? rois : enlarged(rois, scaleFactor);
      return tidy(() => {
        const order: number[] = [];
        const parts = features.flatMap((feature, level) => {
          const members = Int32Array.from(levels.keys()).filter((roi) => levels[roi] === level);
          order.push(...members);
          if (members.length === 0) return [];
          return [layer.forward(feature, takeRows(boxes, members, 5), 1 / strides[level])];
        });
        if (parts.length === 1) return parts[0];
        const position = new Int32Array(numRois);
        order.forEach((roi, row) => {
          position[roi] = row;
        });
        return gather(concat(parts, 0), tensor1d(position, 'int32')); // [R, h, w, C]
      });
    },
  };
}

/** Level of each of `rois` `[R, 5]`; float32 as in mmdetection, so that RoIs at a threshold get the same level. */
export function roiLevels(rois: Float32Array, numLevels: number, finestScale: number): Int32Array {
  return Int32Array.from({ length: rois.length / 5 }, (_, roi) => {
    const width = fround(rois[5 * roi + 3] - rois[5 * roi + 1]);
    const height = fround(rois[5 * roi + 4] - rois[5 * roi + 2]);
    const scale = fround(sqrt(fround(width * height)));
    const level = floor(fround(log2(fround(fround(scale / finestScale) + fround(1e-6)))));
    return max(0, min(level, numLevels - 1)) || 0; // an RoI with zero area has no logarithm
  });
}

/** RoIs enlarged about their centres. */
function enlarged(rois: Float32Array, factor: number): Float32Array {
  const boxes = rois.slice();
  for (let at = 0; at < rois.length; at += 5) {
    for (const axis of [1, 2]) {
      const center = fround(fround(rois[at + axis] + rois[at + axis + 2]) * 0.5);
      const half = fround(fround(fround(rois[at + axis + 2] - rois[at + axis]) * factor) * 0.5);
      boxes[at + axis] = center - half;
      boxes[at + axis + 2] = center + half;
    }
  }
  return boxes;
}

export const singleRoiExtractor = defineComponent({
  type: 'SingleRoIExtractor',
  schema: z.strictObject({
    /** RoI pooling layer. */
    roi_layer: slot('roi_layer'),
    /** Channels of the maps. */
    out_channels: z.int().positive(),
    /** Strides of the levels in input pixels. */
    featmap_strides: z.array(z.number().positive()).min(1),
    /** RoIs whose size is below twice this value are extracted from the finest level. */
    finest_scale: z.number().positive().default(56),
    /** No effect: there are no weights. */
    init_cfg: initCfgOption.nullable().default(null),
  }),
  build: (options, builder) =>
    buildSingleRoiExtractor({
      layer: builder.build('roi_layer', options.roi_layer, 'roi_layer'),
      outChannels: options.out_channels,
      strides: options.featmap_strides,
      finestScale: options.finest_scale,
    }),
});
