/** @module Classification and box losses of the sampled priors, level by level. Dims: B images, L levels, K classes. */
import {
  gather,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tidy,
} from '../../engine/index.js';
import { concatRows, takeRows } from '../../structures/index.js';
import type { BBoxCoder } from '../coders/bbox-coder.js';
import type { Loss } from '../losses/loss.js';
import type { DenseOutputs } from './dense-head.js';
import type { PriorTargets } from './prior-targets.js';

export interface PriorLossOptions {
  readonly lossCls: Loss;
  readonly lossBbox: Loss;
  /** Scores per prior: K, or K + 1 with softmax. */
  readonly numScores: number;
  /** Label of the background. */
  readonly background: number;
  /** Weight of positives in the classification loss. */
  readonly posWeight: number;
  /** Whether losses use all priors, not a sample: then they are averaged over the positives. */
  readonly takesAll: boolean;
  /** Decodes predictions before a box loss on decoded boxes. */
  readonly decoder?: BBoxCoder;
}

/** The positives of one level: row indices of its maps in the layout `[B * H * W * priors, n]`. */
interface LevelPositives {
  readonly posRows: Int32Array;
  readonly boxTargets: Float32Array;
}

/** Targets of one level. */
interface LevelSample extends LevelPositives {
  /** Absent: every row, ignored ones with weight 0. */
  readonly rows?: Int32Array;
  readonly labels: Int32Array;
  readonly weights: Float32Array;
}

/** One classification and one box loss per level. @param priors per level `[n, 4]`. */
export function priorLosses(
  { clsScores, bboxPreds }: DenseOutputs,
  targets: readonly PriorTargets[],
  priors: readonly Float32Array[],
  options: PriorLossOptions,
): { cls: Tensor[]; bbox: Tensor[] } {
  const numPositives = countPriors(targets, 'positives');
  const avgFactor = options.takesAll ? numPositives : numPositives + countPriors(targets, 'negatives');
  let start = 0;
  const losses = clsScores.map((scores, level) => {
    const numPriors = priors[level].length / 4;
    const sample = sampleOfLevel(targets, start, numPriors, options);
    start += numPriors;
    return tidy(() => lossesOfLevel(scores, bboxPreds[level], sample, priors[level], avgFactor, options));
  });
  return { cls: losses.map(([cls]) => cls), bbox: losses.map(([, bbox]) => bbox) };
}

/** Number of sampled priors of all images, at least one per image. */
export function countPriors(targets: readonly PriorTargets[], part: 'positives' | 'negatives'): number {
  return targets.reduce((sum, target) => sum + Math.max(target[part].length, 1), 0);
}

/** One box loss per level. @param avgFactor normalizer of each. */
export function priorBoxLosses(
  bboxPreds: readonly Tensor4D[],
  targets: readonly PriorTargets[],
  priors: readonly Float32Array[],
  options: Pick<PriorLossOptions, 'lossBbox' | 'decoder'>,
  avgFactor: number,
): Tensor[] {
  let start = 0;
  return bboxPreds.map((codes, level) => {
    const numPriors = priors[level].length / 4;
    const positives = positivesOfLevel(targets, start, numPriors);
    start += numPriors;
    return tidy(() => boxLossOfLevel(codes, positives, priors[level], avgFactor, options));
  });
}

function lossesOfLevel(
  scores: Tensor4D,
  codes: Tensor4D,
  sample: LevelSample,
  priors: Float32Array,
  avgFactor: number,
  options: PriorLossOptions,
): [Tensor, Tensor] {
  const { rows, labels, weights } = sample;
  const { lossCls, numScores } = options;
  const allScores = scores.reshape([-1, numScores]) as Tensor2D;
  const taken = rows === undefined ? allScores : gather(allScores, tensor1d(rows, 'int32')); // [rows, K]
  const cls = lossCls(taken, tensor1d(labels, 'int32'), { weight: tensor1d(weights), avgFactor });
  return [cls, boxLossOfLevel(codes, sample, priors, avgFactor, options)];
}

function boxLossOfLevel(
  codes: Tensor4D,
  { posRows, boxTargets }: LevelPositives,
  priors: Float32Array,
  avgFactor: number,
  { lossBbox, decoder }: Pick<PriorLossOptions, 'lossBbox' | 'decoder'>,
): Tensor {
  let predicted = gather(codes.reshape([-1, 4]) as Tensor2D, tensor1d(posRows, 'int32')); // [P, 4]
  if (decoder !== undefined) {
    const own = takeRows(
      priors,
      posRows.map((row) => row % (priors.length / 4)),
    );
    predicted = decoder.decodeTensor(tensor2d(own, [posRows.length, 4]), predicted);
  }
  const shape: [number, number] = [posRows.length, 4];
  const weight = tensor2d(new Float32Array(boxTargets.length).fill(1), shape);
  return lossBbox(predicted, tensor2d(boxTargets, shape), { weight, avgFactor });
}

/** The slice of all images' targets for the `count` priors of a level, which begins at prior `start`. */
function sampleOfLevel(
  targets: readonly PriorTargets[],
  start: number,
  count: number,
  { background, posWeight }: PriorLossOptions,
): LevelSample {
  const negRows = rowsOfLevel(targets, 'negatives', start, count);
  const { posRows, boxTargets } = positivesOfLevel(targets, start, count);
  const posLabels = joinInts(
    targets.map(({ positives, labels }) => labels.subarray(...range(positives, start, count))),
  );
  const numSampled = posRows.length + negRows.length;
  const numRows = targets.length * count;
  if (2 * numSampled > numRows) {
    // Weights of 0 for the rest are faster than gathering.
    const labels = new Int32Array(numRows).fill(background);
    const weights = new Float32Array(numRows);
    posRows.forEach((row, i) => {
      labels[row] = posLabels[i];
      weights[row] = posWeight;
    });
    for (const row of negRows) weights[row] = 1;
    return { labels, weights, posRows, boxTargets };
  }
  const labels = new Int32Array(numSampled).fill(background);
  labels.set(posLabels);
  const weights = new Float32Array(numSampled).fill(1);
  weights.fill(posWeight, 0, posRows.length);
  return { rows: joinInts([posRows, negRows]), labels, weights, posRows, boxTargets };
}

function positivesOfLevel(targets: readonly PriorTargets[], start: number, count: number): LevelPositives {
  const boxes = targets.map(({ positives, boxTargets }) => {
    const [from, to] = range(positives, start, count);
    return boxTargets.subarray(4 * from, 4 * to);
  });
  return { posRows: rowsOfLevel(targets, 'positives', start, count), boxTargets: concatRows(boxes) };
}

function rowsOfLevel(
  targets: readonly PriorTargets[],
  part: 'positives' | 'negatives',
  start: number,
  count: number,
): Int32Array {
  return joinInts(
    targets.map((target, image) =>
      target[part]
        .subarray(...range(target[part], start, count))
        .map((prior) => image * count + prior - start),
    ),
  );
}

/** Positions in the ascending `indices` where the priors [start, start + count) begin and end. */
function range(indices: Int32Array, start: number, count: number): [number, number] {
  const from = firstAtLeast(indices, start);
  return [from, firstAtLeast(indices, start + count)];
}

function firstAtLeast(indices: Int32Array, value: number): number {
  let [low, high] = [0, indices.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (indices[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function joinInts(parts: readonly Int32Array[]): Int32Array {
  const joined = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
