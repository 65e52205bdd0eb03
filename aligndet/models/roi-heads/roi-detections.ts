/** @module Detection with the heads of a second stage. Dims: B images, R RoIs, N detections, K classes. */
import { ConfigError } from '../../core/index.js';
import {
  type Detections,
  type DetectOptions,
  type ImageMeta,
  mapBoxes,
  type Rle,
  scaleBoxes,
  withoutScores,
} from '../../structures/index.js';
import { mean, mergeScoredBoxes } from '../post-processing/merge-views.js';
import { type ClassedBoxes, groupByClass, multiclassNms } from '../post-processing/multiclass-nms.js';
import type { ScoredBoxes } from './bbox-heads/bbox-detections.js';
import { flipMasks, pasteMasks, scaledSize } from './mask-heads/paste-masks.js';
import type { RoiTestConfig } from './roi-config.js';
import type { RoiReader } from './roi-reader.js';

/** @param proposals per image `[N, 5]`. @returns detections per image. */
export function detectRois<Features>(
  reader: RoiReader<Features>,
  features: Features,
  proposals: readonly Float32Array[],
  metas: readonly ImageMeta[],
  { rescale }: DetectOptions,
): Detections[] {
  const config = testConfig(reader);
  const boxes = proposals.map(withoutScores);
  const scored = reader.score(features, boxes, metas, rescale);
  const found = scored.map((ofImage) => nmsOf(ofImage, reader.numClasses, config));
  if (reader.masks === undefined) return found.map((ofImage) => detectionsOf(ofImage));
  const inInput = found.map(({ dets }, image) =>
    rescale ? scaleBoxes(withoutScores(dets), metas[image].scale_factor) : withoutScores(dets),
  );
  const masks = reader.masks(
    features,
    inInput,
    found.map(({ labels }) => labels),
  );
  return found.map((ofImage, image) => {
    const { ori_shape: shape, scale_factor: factor } = metas[image];
    const size = rescale ? shape : scaledSize(shape, factor);
    const scaledBoxes = rescale ? scaleBoxes(inInput[image], factor, -1) : inInput[image];
    return detectionsOf(ofImage, pasteMasks(masks[image], scaledBoxes, size, config.mask_thr_binary));
  });
}

/** @param views per view the features of its only image. @param proposals `[N, 5]` in original pixels. */
export function detectInViews<Features>(
  reader: RoiReader<Features>,
  views: readonly Features[],
  proposals: Float32Array,
  metas: readonly ImageMeta[],
  { rescale }: DetectOptions,
): Detections {
  const config = testConfig(reader);
  const boxes = withoutScores(proposals);
  const scored = views.flatMap((features, view) =>
    reader.score(features, [mapBoxes(boxes, metas[view])], [metas[view]], false),
  );
  const found = nmsOf(mergeScoredBoxes(scored, metas), reader.numClasses, config);
  const scale = (dets: Float32Array) =>
    rescale
      ? dets
      : dets.map((value, i) => (i % 5 === 4 ? value : value * Math.fround(metas[0].scale_factor[i % 5])));
  const output = { dets: scale(found.dets), labels: found.labels };
  const { masks: predict } = reader;
  if (predict === undefined) return detectionsOf(output);
  const scaledBoxes = withoutScores(found.dets);
  const ofViews = views.map((features, view) => {
    const [masks] = predict(features, [mapBoxes(scaledBoxes, metas[view])], [found.labels]);
    return metas[view].flip ? flipMasks(masks, metas[view].flip_direction) : masks;
  });
  const merged = { ...ofViews[0], values: mean(ofViews.map(({ values }) => values)) };
  return detectionsOf(output, pasteMasks(merged, scaledBoxes, metas[0].ori_shape, config.mask_thr_binary));
}

function testConfig({ testCfg }: { readonly testCfg?: RoiTestConfig }): RoiTestConfig {
  if (testCfg === undefined) throw new ConfigError('The RoI head cannot detect: test_cfg.rcnn is missing.');
  return testCfg;
}

function nmsOf({ boxes, scores }: ScoredBoxes, numClasses: number, config: RoiTestConfig): ClassedBoxes {
  const { score_thr: scoreThr, nms, max_per_img: maxNum } = config;
  return multiclassNms(boxes, scores, numClasses, { scoreThr, nms, maxNum });
}

/** Detections grouped by class, as in mmdetection. */
function detectionsOf(found: ClassedBoxes, masks?: readonly Rle[]): Detections {
  const { dets, labels, order } = groupByClass(found);
  return { bboxes: dets, labels, ...(masks && { masks: Array.from(order, (i) => masks[i]) }) };
}
