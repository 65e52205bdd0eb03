/** @module Predictions of a second stage for RoIs, as plain arrays. Dims: R RoIs, N detections, K classes. */
import { ConfigError } from '../../core/index.js';
import { type Tensor, type Tensor4D, tidy } from '../../engine/index.js';
import { type ImageMeta, toRois } from '../../structures/index.js';
import { type RoiOutputs, type ScoredBoxes, scoredBoxes } from './bbox-heads/bbox-detections.js';
import type { BBoxHead, BBoxOutputs } from './bbox-heads/bbox-head.js';
import type { MaskHead } from './mask-heads/mask-head.js';
import type { MaskProbabilities } from './mask-heads/paste-masks.js';
import type { RoiTestConfig } from './roi-config.js';
import type { RoiExtractor } from './roi-extractors/roi-extractor.js';

/** @typeParam Features of the images; usually L of `[B, H, W, C]`. */
export interface RoiReader<Features> {
  readonly numClasses: number;
  readonly testCfg?: RoiTestConfig;
  /** Boxes and class probabilities, per image. @param boxes per image `[R, 4]` in input pixels. */
  score(
    features: Features,
    boxes: readonly Float32Array[],
    metas: readonly ImageMeta[],
    rescales: boolean,
  ): ScoredBoxes[];
  /**
   * Mask probabilities of each detection, per image; absent without masks.
   *
   * @param boxes per image `[N, 4]` in input pixels. @param labels per image `[N]`.
   */
  readonly masks?: (
    features: Features,
    boxes: readonly Float32Array[],
    labels: readonly Int32Array[],
  ) => MaskProbabilities[];
}

/** The modules for detection of a second stage with one box head and an optional mask head. */
export interface DetectionModules {
  readonly bboxExtractor: RoiExtractor;
  readonly bboxHead: BBoxHead;
  readonly maskExtractor?: RoiExtractor;
  readonly maskHead?: MaskHead;
  readonly testCfg?: RoiTestConfig;
}

export function roiReader({
  bboxExtractor,
  bboxHead,
  maskExtractor = bboxExtractor,
  maskHead,
  testCfg,
}: DetectionModules): RoiReader<readonly Tensor4D[]> {
  const read = (extractor: RoiExtractor, features: readonly Tensor4D[], rois: Float32Array) =>
    extractor.forward(features.slice(0, extractor.numInputs), rois);
  return {
    numClasses: bboxHead.numClasses,
    testCfg,
    score(features, boxes, metas, rescales) {
      const rois = toRois(boxes);
      const outputs = outputsOf(rois, () => bboxHead.forward(read(bboxExtractor, features, rois)));
      return outputsOfImages(outputs, boxes).map((own, image) =>
        scoredBoxes(own, bboxHead.numClasses, bboxHead.coder, metas[image], rescales),
      );
    },
    masks:
      maskHead &&
      ((features, boxes, labels) =>
        masksOfImages(boxes, (rois) => {
          const maps = maskHead.features(read(maskExtractor, features, rois));
          return maskHead.logitsOf(maps, joinedLabels(labels)).sigmoid();
        })),
  };
}

/** The box head's outputs as plain arrays; none without RoIs. */
export interface PlainOutputs {
  /** `[R, K + 1]` logits. */
  readonly clsScore: Float32Array;
  /** `[R, 4]` or `[R, 4 * K]` codes. */
  readonly bboxPred?: Float32Array;
}

export function outputsOf(rois: Float32Array, run: () => BBoxOutputs): PlainOutputs {
  if (rois.length === 0) return { clsScore: new Float32Array(0) };
  let outputs: PlainOutputs | undefined;
  tidy(() => {
    const { clsScore, bboxPred } = run();
    if (clsScore === undefined) throw new ConfigError('Detection needs a box head with with_cls.');
    outputs = {
      clsScore: clsScore.dataSync<'float32'>(),
      bboxPred: bboxPred?.dataSync<'float32'>(),
    };
  });
  return outputs as PlainOutputs;
}

/** The rows of each image. @param boxes per image, of which only the number is used. */
export function rowsOfImages(rows: Float32Array, boxes: readonly Float32Array[]): Float32Array[] {
  const total = boxes.reduce((sum, { length }) => sum + length / 4, 0);
  const width = total === 0 ? 0 : rows.length / total;
  let start = 0;
  return boxes.map(({ length }) => {
    const end = start + (length / 4) * width;
    const own = rows.subarray(start, end);
    start = end;
    return own;
  });
}

/** Outputs of each image, with its RoIs. */
export function outputsOfImages(
  { clsScore, bboxPred }: PlainOutputs,
  boxes: readonly Float32Array[],
): RoiOutputs[] {
  const scores = rowsOfImages(clsScore, boxes);
  const codes = bboxPred && rowsOfImages(bboxPred, boxes);
  return boxes.map((rois, image) => ({
    rois,
    clsScore: scores[image],
    bboxPred: codes?.[image],
  }));
}

export function joinedLabels(labels: readonly Int32Array[]): Int32Array {
  return Int32Array.from(labels.flatMap((ofImage) => [...ofImage]));
}

/**
 * Splits the output of `predict` for the boxes of all images; skipped without boxes. @param predict returns `[N, h,
 * w]`.
 */
export function masksOfImages(
  boxes: readonly Float32Array[],
  predict: (rois: Float32Array) => Tensor,
): MaskProbabilities[] {
  const rois = toRois(boxes);
  let [height, width] = [1, 1];
  let all: Float32Array = new Float32Array(0);
  if (rois.length > 0) {
    tidy(() => {
      const probabilities = predict(rois);
      [, height, width] = probabilities.shape as [number, number, number];
      all = probabilities.dataSync<'float32'>();
    });
  }
  return rowsOfImages(all, boxes).map((values) => ({ values, height, width }));
}
