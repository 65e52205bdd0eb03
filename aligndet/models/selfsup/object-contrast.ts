/**
 * @module Contrast of objects between two views, https://arxiv.org/abs/2307.11077, equation 2: embeddings of one object
 * attract each other, all others repel.
 *
 * The published code iterates over the objects and gathers all others each time; this computes every similarity once.
 * Dims: R and S rows of the online and the target view, D values of an embedding.
 */
import { z } from 'zod';
import { ConfigError, inOurWords, issuesOf } from '../../core/index.js';
import {
  concat,
  matMul,
  stopGradient,
  type Tensor,
  type Tensor2D,
  tensor2d,
  tidy,
} from '../../engine/index.js';
import { l2Normalize } from '../../nn/index.js';

/** Embeddings of one view. */
export interface EmbeddedView {
  /** `[N, D]`. */
  readonly rows: Tensor2D;
  /** `[N]` instance ids; the background has its own id. */
  readonly labels: Int32Array;
  /** `[N]`; rows of weight 0 are ignored. */
  readonly weights: Float32Array;
}

export interface ContrastOptions {
  /** Temperature: divisor of the cosines. */
  readonly temperature: number;
  readonly lossWeight: number;
}

/** Added to excluded logits. */
const MASKED = -1e9;

/**
 * Mean over objects, of the mean over pairs of a row of the object and a row of its other view (its own view if it has
 * none there), of the cross entropy of that pair against all rows of other objects and the background. Gradients flow
 * to the online rows as the first of a pair, and as the second if both are online.
 *
 * @throws {ConfigError} if the online view has no object at all.
 */
export function objectContrast(
  online: EmbeddedView,
  target: EmbeddedView,
  background: number,
  { temperature, lossWeight }: ContrastOptions,
): Tensor {
  const { pairs, ownPairs, others } = pairWeights(online, target, background);
  return tidy(() => {
    const [first, second] = [l2Normalize(online.rows), l2Normalize(target.rows)];
    const fixed = stopGradient(first);
    const [numRows, numTargets] = [online.labels.length, target.labels.length];
    const logits = matMul(first, concat([fixed, second], 0), false, true).div<Tensor2D>(temperature); // [R, R + S]
    const rest = logits.add(tensor2d(others, [numRows, numRows + numTargets])).logSumExp(1, true); // [R, 1]
    const toTarget = logits.slice([0, numRows], [-1, -1]); // [R, S]
    let loss = weightedEntropy(toTarget, rest, tensor2d(pairs, [numRows, numTargets]));
    if (ownPairs !== undefined) {
      const toOwn = matMul(first, first, false, true).div(temperature); // [R, R]
      loss = loss.add(weightedEntropy(toOwn, rest, tensor2d(ownPairs, [numRows, numRows])));
    }
    return loss.mul(lossWeight);
  });
}

/** Sum of weights times `-log(exp(pair) / (exp(pair) + exp(rest)))`. */
function weightedEntropy(pairs: Tensor, rest: Tensor, weights: Tensor): Tensor {
  return rest.sub(pairs).softplus().mul(weights).sum();
}

/** Weights of the pairs, and the masks added to the logits of the denominators. */
function pairWeights(online: EmbeddedView, target: EmbeddedView, background: number) {
  const [numRows, numTargets] = [online.labels.length, target.labels.length];
  // Objects are counted over all rows, including those of weight 0, as published.
  const objects = new Set(online.labels);
  objects.delete(background);
  if (objects.size === 0) {
    throw new ConfigError(
      'No RoI was assigned to an object, so there is no positive pair: ' +
        'check the proposal boxes, and that the sampler adds them (add_gt_as_proposals).',
    );
  }
  const rowsByLabel = (view: EmbeddedView) => {
    const members = new Map<number, number[]>();
    view.labels.forEach((label, row) => {
      if (view.weights[row] <= 0) return;
      const list = members.get(label);
      if (list === undefined) members.set(label, [row]);
      else list.push(row);
    });
    return members;
  };
  const [ownRows, otherRows] = [rowsByLabel(online), rowsByLabel(target)];
  const pairs = new Float32Array(numRows * numTargets);
  let ownPairs: Float32Array | undefined;
  for (const label of objects) {
    const queries = ownRows.get(label) ?? [];
    const targetKeys = otherRows.get(label) ?? [];
    const isPaired = targetKeys.length > 0;
    const keys = isPaired ? targetKeys : queries;
    if (!isPaired) ownPairs ??= new Float32Array(numRows * numRows);
    const [weights, width] = isPaired ? [pairs, numTargets] : [ownPairs as Float32Array, numRows];
    const weight = 1 / (queries.length * keys.length * objects.size);
    for (const query of queries) for (const key of keys) weights[query * width + key] = weight;
  }
  return { pairs, ownPairs, others: maskOfOthers(online, target) };
}

/** `[R, R + S]`: 0 for a used row of either view with another label, {@link MASKED} otherwise. */
function maskOfOthers(online: EmbeddedView, target: EmbeddedView): Float32Array {
  const width = online.labels.length + target.labels.length;
  const mask = new Float32Array(online.labels.length * width);
  const labels = [...online.labels, ...target.labels];
  const isUsed = [...online.weights, ...target.weights].map((weight) => weight > 0);
  online.labels.forEach((label, row) => {
    for (let column = 0; column < width; column++) {
      if (!isUsed[column] || labels[column] === label) mask[row * width + column] = MASKED;
    }
  });
  return mask;
}

const contrastSchema = z.object({
  type: z.literal('ContrastiveLoss', 'only ContrastiveLoss is supported for object contrast'),
  temperature: z.number(),
  loss_weight: z.number(),
});

/** @param loss parsed options of the loss called `name`. @throws {ConfigError} for another loss. */
export function contrastOptions(loss: unknown, name = 'loss_cls'): ContrastOptions {
  const parsed = contrastSchema.safeParse(loss, { error: inOurWords });
  if (!parsed.success) {
    const issues = issuesOf(parsed.error, contrastSchema, loss);
    throw ConfigError.of(issues.map((issue) => ({ ...issue, path: `${name}.${issue.path}` })));
  }
  return { temperature: parsed.data.temperature, lossWeight: parsed.data.loss_weight };
}
