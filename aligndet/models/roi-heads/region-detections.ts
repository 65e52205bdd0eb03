/** @module From proposals to detections with the heads of a second stage. Dims: B images, R regions, N detections, K classes. */
import { ConfigError } from '../../core/index.js';
import { type Tensor4D, tidy } from '../../engine/index.js';
import {
  type Detections,
  type DetectOptions,
  type ImageMeta,
  mapBoxes,
  type Rle,
  scaleBoxes,
  toRois,
  withoutScores,
} from '../../structures/index.js';
import { mean, mergeScoredBoxes } from '../post-processing/merge-views.js';
import { type ClassedBoxes, groupByClass, multiclassNms } from '../post-processing/multiclass-nms.js';
import { type ScoredBoxes, scoredBoxes } from './bbox-heads/bbox-detections.js';
import type { BBoxHead } from './bbox-heads/bbox-head.js';
import type { MaskHead } from './mask-heads/mask-head.js';
import { flipMasks, type MaskProbabilities, pasteMasks, scaledSize } from './mask-heads/paste-masks.js';
import type { RoiTestConfig } from './roi-config.js';
import type { RoiExtractor } from './roi-extractors/roi-extractor.js';

/** What detection needs of a second stage. */
export interface DetectionParts {
  readonly bboxExtractor: RoiExtractor;
  readonly bboxHead: BBoxHead;
  readonly maskExtractor?: RoiExtractor;
  readonly maskHead?: MaskHead;
  readonly testCfg?: RoiTestConfig;
}

/** @param proposals per image `[N, 5]`. @returns detections per image. */
export function detectRegions(
  parts: DetectionParts,
  features: readonly Tensor4D[],
  proposals: readonly Float32Array[],
  metas: readonly ImageMeta[],
  { rescale }: DetectOptions,
): Detections[] {
  const config = testConfig(parts);
  const boxes = proposals.map(withoutScores);
  const scored = scoreRegions(parts, features, boxes, metas, rescale);
  const found = scored.map((ofImage) => nmsOf(ofImage, parts.bboxHead.numClasses, config));
  if (parts.maskHead === undefined) return found.map((ofImage) => detectionsOf(ofImage));
  const inInput = found.map(({ dets }, image) =>
    rescale ? scaleBoxes(withoutScores(dets), metas[image].scale_factor) : withoutScores(dets),
  );
  const masks = predictMasks(
    parts,
    parts.maskHead,
    features,
    inInput,
    found.map(({ labels }) => labels),
  );
  return found.map((ofImage, image) => {
    const { ori_shape: shape, scale_factor: factor } = metas[image];
    const size = rescale ? shape : scaledSize(shape, factor);
    const places = rescale ? scaleBoxes(inInput[image], factor, -1) : inInput[image];
    return detectionsOf(ofImage, pasteMasks(masks[image], places, size, config.mask_thr_binary));
  });
}

/** @param views per view the features of its only image. @param proposals `[N, 5]` in original pixels. */
export function detectInViews(
  parts: DetectionParts,
  views: readonly (readonly Tensor4D[])[],
  proposals: Float32Array,
  metas: readonly ImageMeta[],
  { rescale }: DetectOptions,
): Detections {
  const config = testConfig(parts);
  const boxes = withoutScores(proposals);
  const scored = views.flatMap((features, view) =>
    scoreRegions(parts, features, [mapBoxes(boxes, metas[view])], [metas[view]], false),
  );
  const found = nmsOf(mergeScoredBoxes(scored, metas), parts.bboxHead.numClasses, config);
  const scale = (dets: Float32Array) =>
    rescale
      ? dets
      : dets.map((value, i) => (i % 5 === 4 ? value : value * Math.fround(metas[0].scale_factor[i % 5])));
  const output = { dets: scale(found.dets), labels: found.labels };
  const { maskHead } = parts;
  if (maskHead === undefined) return detectionsOf(output);
  const places = withoutScores(found.dets);
  const ofViews = views.map((features, view) => {
    const [masks] = predictMasks(parts, maskHead, features, [mapBoxes(places, metas[view])], [found.labels]);
    return metas[view].flip ? flipMasks(masks, metas[view].flip_direction) : masks;
  });
  const merged = { ...ofViews[0], values: mean(ofViews.map(({ values }) => values)) };
  return detectionsOf(output, pasteMasks(merged, places, metas[0].ori_shape, config.mask_thr_binary));
}

function testConfig({ testCfg }: DetectionParts): RoiTestConfig {
  if (testCfg === undefined) throw new ConfigError('The RoI head cannot detect: it needs test_cfg.rcnn.');
  return testCfg;
}

function scoreRegions(
  { bboxExtractor, bboxHead }: DetectionParts,
  features: readonly Tensor4D[],
  boxes: readonly Float32Array[],
  metas: readonly ImageMeta[],
  rescales: boolean,
): ScoredBoxes[] {
  const rois = toRois(boxes);
  const outputs: { clsScore: Float32Array; bboxPred?: Float32Array } = { clsScore: new Float32Array(0) };
  if (rois.length > 0) {
    tidy(() => {
      const { clsScore, bboxPred } = bboxHead.forward(
        bboxExtractor.forward(features.slice(0, bboxExtractor.numInputs), rois),
      );
      if (clsScore === undefined) throw new ConfigError('Detection needs a box head that classifies.');
      outputs.clsScore = clsScore.dataSync<'float32'>();
      outputs.bboxPred = bboxPred?.dataSync<'float32'>();
    });
  }
  const total = rois.length / 5;
  let start = 0;
  return boxes.map((ofImage, image) => {
    const end = start + ofImage.length / 4;
    const part = (rows: Float32Array) => {
      const width = total === 0 ? 0 : rows.length / total;
      return rows.subarray(start * width, end * width);
    };
    const own = {
      rois: part(rois),
      clsScore: part(outputs.clsScore),
      bboxPred: outputs.bboxPred && part(outputs.bboxPred),
    };
    start = end;
    return scoredBoxes(own, bboxHead.numClasses, bboxHead.coder, metas[image], rescales);
  });
}

function nmsOf({ boxes, scores }: ScoredBoxes, numClasses: number, config: RoiTestConfig): ClassedBoxes {
  const { score_thr: scoreThr, nms, max_per_img: maxNum } = config;
  return multiclassNms(boxes, scores, numClasses, { scoreThr, nms, maxNum });
}

/** Probabilities of the pixels of each detection's mask, per image. @param boxes per image `[N, 4]` in input pixels. */
function predictMasks(
  { bboxExtractor, maskExtractor = bboxExtractor }: DetectionParts,
  maskHead: MaskHead,
  features: readonly Tensor4D[],
  boxes: readonly Float32Array[],
  labels: readonly Int32Array[],
): MaskProbabilities[] {
  const rois = toRois(boxes);
  let [height, width] = [1, 1];
  let all: Float32Array = new Float32Array(0);
  if (rois.length > 0) {
    tidy(() => {
      const regions = maskExtractor.forward(features.slice(0, maskExtractor.numInputs), rois);
      const logits = maskHead.forwardOf(regions, Int32Array.from(labels.flatMap((ofImage) => [...ofImage])));
      [, height, width] = logits.shape;
      all = logits.sigmoid().dataSync<'float32'>();
    });
  }
  let start = 0;
  return boxes.map((ofImage) => {
    const end = start + (ofImage.length / 4) * height * width;
    const values = all.subarray(start, end);
    start = end;
    return { values, height, width };
  });
}

/** Detections grouped by class, as mmdetection lists them. */
function detectionsOf(found: ClassedBoxes, masks?: readonly Rle[]): Detections {
  const { dets, labels, order } = groupByClass(found);
  return { bboxes: dets, labels, ...(masks && { masks: Array.from(order, (i) => masks[i]) }) };
}
