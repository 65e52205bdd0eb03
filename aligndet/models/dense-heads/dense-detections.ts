/**
 * @module Post-processing of dense heads: top scores of each level, decoded boxes, NMS per class. Dims: N boxes, K
 * classes.
 */
import { ConfigError } from '../../core/index.js';
import { batchedNms } from '../../nn/index.js';
import {
  concatRows,
  type DetectOptions,
  type ImageMeta,
  mapBoxesBack,
  scaleBoxes,
  takeRows,
} from '../../structures/index.js';
import type { BBoxCoder } from '../coders/bbox-coder.js';
import type { ClassedBoxes } from '../post-processing/multiclass-nms.js';
import type { PriorGenerator } from '../priors/prior-generator.js';
import type { DenseTestConfig } from './dense-config.js';
import type { DenseOutputs } from './dense-head.js';
import { foregroundSoftmax, scoresAbove, sigmoid, sigmoidsAbove } from './logits.js';
import { imageSlice, sizesOf } from './maps.js';
import { topIndices } from './top-indices.js';

/** How outputs are decoded. */
export interface DenseDecoding {
  readonly generator: PriorGenerator;
  readonly coder: BBoxCoder;
  readonly numClasses: number;
  /** K scores per prior, or K + 1 with the background last, of which the softmax is taken. */
  readonly usesSigmoid: boolean;
  /** Absent if the head is not used for detection. */
  readonly testCfg?: DenseTestConfig;
}

/** Candidates; a prior may occur once per class. */
interface Candidates {
  /** `[N, 4]`. */
  readonly boxes: Float32Array;
  /** `[N]`. */
  readonly scores: Float32Array;
  /** `[N]`. */
  readonly labels: Int32Array;
}

/** @returns detections per image. */
export function detectDensely(
  outputs: DenseOutputs,
  metas: readonly ImageMeta[],
  decoding: DenseDecoding,
  { rescale }: DetectOptions,
): ClassedBoxes[] {
  const config = testConfig(decoding);
  return candidates(outputs, metas, decoding, config).map(({ boxes, ...rest }, image) => {
    const placed = rescale ? scaleBoxes(boxes, metas[image].scale_factor, -1) : boxes;
    return withoutOverlaps({ boxes: placed, ...rest }, config);
  });
}

/** @param views per view the outputs for its only image. */
export function detectDenselyInViews(
  views: readonly DenseOutputs[],
  metas: readonly ImageMeta[],
  decoding: DenseDecoding,
  { rescale }: DetectOptions,
): ClassedBoxes {
  const config = testConfig(decoding);
  const found = views.flatMap((outputs, view) => candidates(outputs, [metas[view]], decoding, config));
  const merged = {
    boxes: concatRows(found.map(({ boxes }, view) => mapBoxesBack(boxes, metas[view]))),
    scores: concatRows(found.map(({ scores }) => scores)),
    labels: Int32Array.from(found.flatMap(({ labels }) => [...labels])),
  };
  const { dets, labels } = withoutOverlaps(merged, config);
  if (rescale) return { dets, labels };
  const scale = Float32Array.from([...metas[0].scale_factor, 1]);
  return { dets: dets.map((value, i) => value * scale[i % 5]), labels };
}

function testConfig({ testCfg }: DenseDecoding): DenseTestConfig {
  if (testCfg === undefined) throw new ConfigError('The dense head cannot detect: test_cfg is missing.');
  return testCfg;
}

/** Per image, in input pixels. */
function candidates(
  { clsScores, bboxPreds, scoreFactors }: DenseOutputs,
  metas: readonly ImageMeta[],
  decoding: DenseDecoding,
  config: DenseTestConfig,
): Candidates[] {
  const priors = decoding.generator.gridPriors(sizesOf(clsScores));
  const logits = clsScores.map((scores) => scores.dataSync<'float32'>());
  const codes = bboxPreds.map((preds) => preds.dataSync<'float32'>());
  const factors = scoreFactors?.map((ofLevel) => ofLevel.dataSync<'float32'>());
  return metas.map(({ img_shape: shape }, image) => {
    const part = (values: Float32Array) => imageSlice(values, image, metas.length);
    const levels = priors.map((ofLevel, level) => {
      const { rows, scores, labels } = bestOfLevel(part(logits[level]), decoding, config);
      const own = takeRows(ofLevel, rows, decoding.generator.width);
      const boxes = decoding.coder.decode(own, takeRows(part(codes[level]), rows), shape);
      if (factors === undefined) return { boxes, scores, labels };
      const quality = part(factors[level]);
      return { boxes, scores: scores.map((score, i) => score * sigmoid(quality[rows[i]])), labels };
    });
    return {
      boxes: concatRows(levels.map(({ boxes }) => boxes)),
      scores: concatRows(levels.map(({ scores }) => scores)),
      labels: Int32Array.from(levels.flatMap(({ labels }) => [...labels])),
    };
  });
}

/** The top scores of one level of an image: the rows of their priors, their classes. */
function bestOfLevel(
  logits: Float32Array,
  { numClasses, usesSigmoid }: DenseDecoding,
  { score_thr: threshold, nms_pre: limit }: DenseTestConfig,
): { rows: Int32Array; scores: Float32Array; labels: Int32Array } {
  const { indices, values } = usesSigmoid
    ? sigmoidsAbove(logits, threshold)
    : scoresAbove(foregroundSoftmax(logits, numClasses), threshold);
  // A negative value counts from the end, as a slice of Python does: so does the reference's default of -1.
  const count = limit < 0 ? Math.max(values.length + limit, 0) : Math.min(limit, values.length);
  const best = topIndices(values, count);
  return {
    rows: best.map((index) => Math.floor(indices[index] / numClasses)),
    scores: Float32Array.from(best, (index) => values[index]),
    labels: best.map((index) => indices[index] % numClasses),
  };
}

function withoutOverlaps(
  { boxes, scores, labels }: Candidates,
  { nms, max_per_img: limit }: DenseTestConfig,
): ClassedBoxes {
  if (scores.length === 0) return { dets: new Float32Array(0), labels: new Int32Array(0) };
  const { dets, keep } = batchedNms(boxes, scores, labels, nms);
  return {
    dets: dets.slice(0, 5 * limit),
    labels: keep.slice(0, limit).map((index) => labels[index]),
  };
}
