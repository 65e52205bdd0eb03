/**
 * @module Post-processing of the region proposal network: top anchors of each level, decoded boxes, NMS per level.
 * Dims: B images, H, W of a level, A anchors of a cell.
 */
import { batchedNms } from '../../nn/index.js';
import { concatRows, type ImageMeta, takeRows } from '../../structures/index.js';
import type { BBoxCoder } from '../coders/bbox-coder.js';
import type { PriorGenerator } from '../priors/prior-generator.js';
import type { ProposalConfig } from './dense-config.js';
import type { DenseOutputs } from './dense-head.js';
import { foregroundSoftmax, sigmoid } from './logits.js';
import { imageSlice, sizesOf } from './maps.js';
import { topIndices } from './top-indices.js';

export interface RpnDecoding {
  readonly generator: PriorGenerator;
  readonly coder: BBoxCoder;
  /** One score per anchor, or two (object, background) of which the softmax is taken. */
  readonly usesSigmoid: boolean;
}

/** The top anchors of one level of an image. */
interface Candidates {
  readonly scores: Float32Array;
  readonly anchors: Float32Array;
  readonly codes: Float32Array;
}

/** @returns per image `[N, 5]` proposals by descending score. */
export function rpnProposals(
  { clsScores, bboxPreds }: DenseOutputs,
  metas: readonly ImageMeta[],
  { generator, coder, usesSigmoid }: RpnDecoding,
  config: ProposalConfig,
): Float32Array[] {
  const anchors = generator.gridPriors(sizesOf(clsScores));
  const logits = clsScores.map((scores) => scores.dataSync<'float32'>());
  const codes = bboxPreds.map((preds) => preds.dataSync<'float32'>());
  return metas.map((meta, image) => {
    const levels = anchors.map((ofLevel, level) =>
      bestOfLevel(
        imageSlice(logits[level], image, metas.length),
        imageSlice(codes[level], image, metas.length),
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

function bestOfLevel(
  logits: Float32Array,
  codes: Float32Array,
  anchors: Float32Array,
  usesSigmoid: boolean,
  maxPerImage: number,
): Candidates {
  const scores = usesSigmoid ? logits.map(sigmoid) : foregroundSoftmax(logits, 1);
  if (maxPerImage <= 0 || maxPerImage >= scores.length) return { scores, anchors, codes };
  const best = topIndices(scores, maxPerImage);
  return {
    scores: Float32Array.from(best, (index) => scores[index]),
    anchors: takeRows(anchors, best),
    codes: takeRows(codes, best),
  };
}

function withoutOverlaps(
  boxes: Float32Array,
  levels: readonly Candidates[],
  { nms, max_per_img: maxPerImage, min_bbox_size: minSize }: ProposalConfig,
): Float32Array {
  const scores = concatRows(levels.map((level) => level.scores));
  const ids = Int32Array.from(
    levels.flatMap(({ scores: own }, level) => new Array<number>(own.length).fill(level)),
  );
  const kept = minSize < 0 ? undefined : largerThan(boxes, minSize);
  const { dets } =
    kept === undefined || kept.length === scores.length
      ? batchedNms(boxes, scores, ids, nms)
      : batchedNms(
          takeRows(boxes, kept),
          takeRows(scores, kept, 1),
          kept.map((index) => ids[index]),
          nms,
        );
  return dets.slice(0, 5 * maxPerImage);
}

function largerThan(boxes: Float32Array, edge: number): Int32Array {
  const kept: number[] = [];
  for (let i = 0; 4 * i < boxes.length; i++) {
    const width = Math.fround(boxes[4 * i + 2] - boxes[4 * i]);
    const height = Math.fround(boxes[4 * i + 3] - boxes[4 * i + 1]);
    if (width > edge && height > edge) kept.push(i);
  }
  return Int32Array.from(kept);
}
