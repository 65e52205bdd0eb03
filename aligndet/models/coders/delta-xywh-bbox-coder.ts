/**
 * @module Boxes as offsets of the centre and logarithms of width and height relative to a prior box,
 * https://arxiv.org/abs/1311.2524, appendix C. Dims: N priors, K classes. Boxes are xyxy.
 *
 * Plain arrays are computed in float32 with mmdetection's order of operations: proposals are compared with thresholds.
 */
import { z } from 'zod';
import { defineComponent, ShapeError } from '../../core/index.js';
import { clipByValue, concat, type Tensor2D, tensor1d, tidy } from '../../engine/index.js';
import type { BBoxCoder, MaxShape } from './bbox-coder.js';

const { exp, fround, log, max, min } = Math;

/** Max change of width and height: a factor of 1000 / 16. */
const MAX_RATIO = fround(Math.abs(log(16 / 1000)));

type Four = readonly [number, number, number, number];

export interface DeltaOptions {
  /** Subtracted from the deltas, before the division by {@link stds}: normalizes targets to mean 0, deviation 1. */
  readonly means: Four;
  readonly stds: Four;
  readonly isClipped: boolean;
  /** Max shift of a centre in pixels; no limit if absent. */
  readonly centerClamp?: number;
}

export function deltaXywhCoder(options: DeltaOptions): BBoxCoder {
  return {
    encode: (priors, boxes) => encode(priors, boxes, options),
    decode: (priors, codes, maxShape) => decode(priors, codes, options, maxShape),
    decodeTensor: (priors, codes, maxShape) => decodeTensor(priors, codes, options, maxShape),
  };
}

function encode(priors: Float32Array, boxes: Float32Array, { means, stds }: DeltaOptions): Float32Array {
  if (priors.length !== boxes.length) {
    throw new ShapeError(`${priors.length / 4} priors need as many boxes, but got ${boxes.length / 4}.`);
  }
  const deltas = new Float32Array(priors.length);
  const [mean, std] = [Float32Array.from(means), Float32Array.from(stds)];
  for (let at = 0; at < priors.length; at += 4) {
    for (let axis = 0; axis < 2; axis++) {
      const [from, to] = [at + axis, at + axis + 2];
      const center = fround(fround(priors[from] + priors[to]) * 0.5);
      const coordinate = fround(priors[to] - priors[from]);
      const boxCenter = fround(fround(boxes[from] + boxes[to]) * 0.5);
      const boxSize = fround(boxes[to] - boxes[from]);
      const shift = fround(fround(boxCenter - center) / coordinate);
      const growth = fround(log(fround(boxSize / coordinate)));
      deltas[from] = fround(shift - mean[axis]) / std[axis];
      deltas[to] = fround(growth - mean[axis + 2]) / std[axis + 2];
    }
  }
  return deltas;
}

function decode(
  priors: Float32Array,
  codes: Float32Array,
  { means, stds, isClipped, centerClamp }: DeltaOptions,
  maxShape: MaxShape,
): Float32Array {
  const count = priors.length / 4;
  const width = count === 0 ? 4 : codes.length / count;
  const boxes = new Float32Array(codes.length);
  const [mean, std] = [Float32Array.from(means), Float32Array.from(stds)];
  const limits = isClipped && maxShape !== undefined ? [fround(maxShape[1]), fround(maxShape[0])] : undefined;
  for (let at = 0; at < codes.length; at += 4) {
    const prior = 4 * Math.floor(at / width);
    for (let axis = 0; axis < 2; axis++) {
      const [from, to] = [at + axis, at + axis + 2];
      const center = fround(fround(priors[prior + axis] + priors[prior + axis + 2]) * 0.5);
      const coordinate = fround(priors[prior + axis + 2] - priors[prior + axis]);
      let shift = fround(coordinate * fround(fround(codes[from] * std[axis]) + mean[axis]));
      let growth = min(fround(fround(codes[to] * std[axis + 2]) + mean[axis + 2]), MAX_RATIO);
      if (centerClamp === undefined) growth = max(growth, -MAX_RATIO);
      else shift = max(-centerClamp, min(shift, centerClamp));
      const middle = fround(center + shift);
      const half = fround(fround(coordinate * fround(exp(growth))) * 0.5);
      boxes[from] = middle - half;
      boxes[to] = middle + half;
      if (limits !== undefined) {
        boxes[from] = max(0, min(boxes[from], limits[axis]));
        boxes[to] = max(0, min(boxes[to], limits[axis]));
      }
    }
  }
  return boxes;
}

function decodeTensor(
  priors: Tensor2D,
  codes: Tensor2D,
  { means, stds, isClipped, centerClamp }: DeltaOptions,
  maxShape: MaxShape,
): Tensor2D {
  if (codes.shape[0] === 0) return codes.clone();
  return tidy(() => {
    const boxesPerPrior = codes.shape[1] / 4;
    const rows = codes
      .reshape<Tensor2D>([-1, 4])
      .mul<Tensor2D>(tensor1d([...stds]))
      .add<Tensor2D>(tensor1d([...means])); // [N * K, 4]
    const base = priors.tile([1, boxesPerPrior]).reshape<Tensor2D>([-1, 4]); // [N * K, 4]
    const [from, to] = [halves(base, 0), halves(base, 1)];
    const coordinate = to.sub(from);
    let shift = coordinate.mul(halves(rows, 0));
    let growth = halves(rows, 1) as Tensor2D;
    if (centerClamp === undefined) growth = clipByValue(growth, -MAX_RATIO, MAX_RATIO);
    else {
      shift = clipByValue(shift, -centerClamp, centerClamp);
      growth = growth.minimum(MAX_RATIO);
    }
    const middle = from.add(to).mul(0.5).add(shift);
    const half = coordinate.mul(growth.exp()).mul(0.5);
    let corners = concat([middle.sub(half), middle.add(half)], 1); // [N * K, 4]
    if (isClipped && maxShape !== undefined) {
      const [height, width] = maxShape;
      corners = corners.maximum(0).minimum(tensor1d([width, height, width, height]));
    }
    return corners.reshape(codes.shape) as Tensor2D; // [N, 4 * K]
  });
}

/** Columns 0 and 1, or 2 and 3. */
function halves(rows: Tensor2D, half: 0 | 1): Tensor2D {
  return rows.slice([0, 2 * half], [-1, 2]);
}

const four = z.tuple([z.number(), z.number(), z.number(), z.number()]);

export const deltaXywhBBoxCoder = defineComponent({
  type: 'DeltaXYWHBBoxCoder',
  schema: z.strictObject({
    /** Subtracted from the deltas of x, y, width and height. */
    target_means: four.default([0, 0, 0, 0]),
    /** Divisors of the deltas. */
    target_stds: four.default([1, 1, 1, 1]),
    /** Clip decoded boxes to the image. */
    clip_border: z.boolean().default(true),
    /** Limit how far a decoded centre lies from the prior's (YOLOF). */
    add_ctr_clamp: z.boolean().default(false),
    /** That limit in pixels. */
    ctr_clamp: z.number().default(32),
  }),
  build: ({ target_means, target_stds, clip_border, add_ctr_clamp, ctr_clamp }) =>
    deltaXywhCoder({
      means: target_means,
      stds: target_stds,
      isClipped: clip_border,
      centerClamp: add_ctr_clamp ? ctr_clamp : undefined,
    }),
});
