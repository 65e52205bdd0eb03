/**
 * @module Targets of the priors of an image. Dims: N priors of all levels, P positives.
 *
 * Only sampled priors are listed: a few hundred of hundreds of thousands.
 */
import { DataError, type RandomSource } from '../../core/index.js';
import { concatRows, takeRows } from '../../structures/index.js';
import type { Assigner, GroundTruth, Predictions } from '../assigners/assigner.js';
import type { BBoxCoder } from '../coders/bbox-coder.js';
import type { PriorGenerator, Size } from '../priors/prior-generator.js';
import type { Sampler } from '../samplers/sampler.js';

/** Targets of one image. Indices run over the priors of all levels. */
export interface PriorTargets {
  /** `[P]`, ascending. */
  readonly positives: Int32Array;
  /** Ascending. */
  readonly negatives: Int32Array;
  /** `[P]` classes; zeros if the ground truth has none. */
  readonly labels: Int32Array;
  /** `[P, 4]` codes, or boxes if these are regressed. */
  readonly boxTargets: Float32Array;
}

export interface PriorTargetOptions {
  readonly assigner: Assigner;
  readonly sampler: Sampler;
  readonly coder: BBoxCoder;
  /** Whether boxes are regressed directly, not their codes. */
  readonly regressesBoxes: boolean;
  readonly allowedBorder: number;
}

/** @param images per image its ground truth, `pad_shape` and `img_shape`. */
export function priorTargets(
  generator: PriorGenerator,
  sizes: readonly Size[],
  images: readonly {
    groundTruth: GroundTruth;
    padShape: readonly number[];
    imageShape: readonly number[];
    predictions?: Predictions;
  }[],
  options: PriorTargetOptions,
  random: RandomSource,
): PriorTargets[] {
  const priors = concatRows(generator.gridPriors(sizes));
  return images.map(({ groundTruth, padShape, imageShape, predictions }, image) => {
    const flags = generator.validFlags(sizes, padShape);
    const inside = priorsInside(priors, flags, imageShape, options.allowedBorder);
    if (inside?.length === 0) {
      throw new DataError(
        `Image ${image} of the batch (${imageShape.join(' x ')}) has no anchor inside it. Increase its size or train_cfg.allowed_border.`,
      );
    }
    return targetsOfImage(priors, inside, { groundTruth, predictions }, options, random);
  });
}

function targetsOfImage(
  priors: Float32Array,
  inside: Int32Array | undefined,
  { groundTruth, predictions }: { groundTruth: GroundTruth; predictions?: Predictions },
  { assigner, sampler, coder, regressesBoxes }: PriorTargetOptions,
  random: RandomSource,
): PriorTargets {
  const boxes = inside === undefined ? priors : takeRows(priors, inside);
  const { labels, ...classless } = groundTruth; // classes are looked up afterwards, and ground truths are not candidates
  const assigned =
    predictions === undefined
      ? assigner.assign(boxes, classless)
      : assigner.assign(boxes, groundTruth, inside === undefined ? predictions : rowsOf(predictions, inside));
  const sampled = sampler.sample(assigned, boxes, classless, random);
  const original = (indices: Int32Array) =>
    inside === undefined ? indices : indices.map((index) => inside[index]);
  return {
    positives: original(sampled.posInds),
    negatives: original(sampled.negInds),
    labels: sampled.posAssignedGtInds.map((gt) => labels?.[gt] ?? 0),
    boxTargets: regressesBoxes ? sampled.posGtBoxes : coder.encode(sampled.posBoxes, sampled.posGtBoxes),
  };
}

function rowsOf({ scores, numClasses, boxes, strides }: Predictions, rows: Int32Array): Predictions {
  const rowsOfWidth = (values: Float32Array, width: number): Float32Array => {
    const taken = new Float32Array(rows.length * width);
    rows.forEach((row, i) => {
      taken.set(values.subarray(row * width, (row + 1) * width), i * width);
    });
    return taken;
  };
  return {
    scores: rowsOfWidth(scores, numClasses),
    numClasses,
    boxes: takeRows(boxes, rows),
    strides: rowsOfWidth(strides, 2),
  };
}

/** Ascending indices of the valid priors of this image; `undefined` if all are valid. */
function priorsInside(
  priors: Float32Array,
  flags: readonly Uint8Array[],
  [height, width]: readonly number[],
  allowedBorder: number,
): Int32Array | undefined {
  const count = priors.length / 4;
  const found = new Int32Array(count);
  let kept = 0;
  let prior = 0;
  for (const level of flags) {
    for (let i = 0; i < level.length; i++, prior++) {
      const at = 4 * prior;
      const isInside =
        level[i] === 1 &&
        (allowedBorder < 0 ||
          (priors[at] >= -allowedBorder &&
            priors[at + 1] >= -allowedBorder &&
            priors[at + 2] < width + allowedBorder &&
            priors[at + 3] < height + allowedBorder));
      if (isInside) found[kept++] = prior;
    }
  }
  return kept === count ? undefined : found.slice(0, kept);
}
