/**
 * @module From the region proposal network's outputs to proposals: the best anchors of each level, decoded, without
 * those that overlap better ones of their level. Dims: B images, H, W of a level, A anchors of a cell.
 */
import { batchedNms } from '../../nn/index.js';
import { concatRows, type ImageMeta, takeRows } from '../../structures/index.js';
import type { BBoxCoder } from '../coders/bbox-coder.js';
import type { PriorGenerator, Size } from '../priors/prior-generator.js';
import type { ProposalConfig } from './dense-config.js';
import type { DenseOutputs } from './dense-head.js';
import { topIndices } from './top-indices.js';

export interface RpnDecoding {
  readonly generator: PriorGenerator;
  readonly coder: BBoxCoder;
  /** One score per anchor, or two (object, background) of which the softmax is taken. */
  readonly usesSigmoid: boolean;
}

const { fround } = Math;

/** The best anchors of one level of an image. */
interface Candidates {
  readonly scores: Float32Array;
  readonly anchors: Float32Array;
  readonly codes: Float32Array;
}

/** @returns per image `[N, 5]` proposals by falling score. */
export function rpnProposals(
  { clsScores, bboxPreds }: DenseOutputs,
  metas: readonly ImageMeta[],
  { generator, coder, usesSigmoid }: RpnDecoding,
  config: ProposalConfig,
): Float32Array[] {
  const sizes = clsScores.map(({ shape: [, height, width] }): Size => [height, width]);
  const anchors = generator.gridPriors(sizes);
  const logits = clsScores.map((scores) => scores.dataSync<'float32'>());
  const codes = bboxPreds.map((preds) => preds.dataSync<'float32'>());
  return metas.map((meta, image) => {
    const levels = anchors.map((ofLevel, level) =>
      bestOfLevel(
        partOf(logits[level], image, metas.length),
        partOf(codes[level], image, metas.length),
        ofLevel,
        usesSigmoid,
        config.nms_pre,
      ),
    );
    const boxes = coder.decode(
      concatRows(levels.map((level) => level.anchors)),
      concatRows(levels.map((level) => level.codes)),
      meta.img_shape,
    );
    return withoutOverlaps(boxes, levels, config);
  });
}

function partOf(values: Float32Array, image: number, numImages: number): Float32Array {
  const size = values.length / numImages;
  return values.subarray(image * size, (image + 1) * size);
}

function bestOfLevel(
  logits: Float32Array,
  codes: Float32Array,
  anchors: Float32Array,
  usesSigmoid: boolean,
  most: number,
): Candidates {
  const scores = usesSigmoid ? logits.map(sigmoid) : firstSoftmax(logits);
  if (most <= 0 || most >= scores.length) return { scores, anchors, codes };
  const best = topIndices(scores, most);
  return {
    scores: Float32Array.from(best, (index) => scores[index]),
    anchors: takeRows(anchors, best),
    codes: takeRows(codes, best),
  };
}

/** Float32 at each step: large logits become equal in the same places as in PyTorch, and equal scores go by index. */
function sigmoid(logit: number): number {
  return fround(1 / fround(1 + fround(Math.exp(-logit))));
}

/** Pairs of logits -> probability of the first, in the float32 steps of a softmax. */
function firstSoftmax(logits: Float32Array): Float32Array {
  return Float32Array.from({ length: logits.length / 2 }, (_, i) => {
    const [first, second] = [logits[2 * i], logits[2 * i + 1]];
    const largest = Math.max(first, second);
    const [a, b] = [first, second].map((logit) => fround(Math.exp(fround(logit - largest))));
    return a / fround(a + b);
  });
}

function withoutOverlaps(
  boxes: Float32Array,
  levels: readonly Candidates[],
  { nms, max_per_img: most, min_bbox_size: leastSide }: ProposalConfig,
): Float32Array {
  const scores = concatRows(levels.map((level) => level.scores));
  const ids = Int32Array.from(
    levels.flatMap(({ scores: own }, level) => new Array<number>(own.length).fill(level)),
  );
  const kept = leastSide < 0 ? undefined : largerThan(boxes, leastSide);
  const { dets } =
    kept === undefined || kept.length === scores.length
      ? batchedNms(boxes, scores, ids, nms)
      : batchedNms(
          takeRows(boxes, kept),
          takeRows(scores, kept, 1),
          kept.map((index) => ids[index]),
          nms,
        );
  return dets.slice(0, 5 * most);
}

function largerThan(boxes: Float32Array, side: number): Int32Array {
  const kept: number[] = [];
  for (let i = 0; 4 * i < boxes.length; i++) {
    const width = Math.fround(boxes[4 * i + 2] - boxes[4 * i]);
    const height = Math.fround(boxes[4 * i + 3] - boxes[4 * i + 1]);
    if (width > side && height > side) kept.push(i);
  }
  return Int32Array.from(kept);
}
