/** @module Splits the ground truth of a batch by image. */
import { DataError } from '../core/index.js';
import { type Tensor4D, tensor4d } from '../engine/index.js';
import type { Batch, SemanticMap, TrainingBatch } from '../structures/index.js';
import type { InstanceGroundTruth } from './roi-heads/roi-head.js';

/** The images as a tensor `[B, H, W, C]`. */
export function imagesOf({ img, img_shape: shape }: Batch): Tensor4D {
  return tensor4d(img, [...shape]);
}

/** @throws {DataError} if the batch has no ground truth. */
export function groundTruthsOf(batch: Batch): InstanceGroundTruth[] {
  const { gt_bboxes: boxes, gt_labels: labels, gt_masks: masks, gt_bboxes_ignore: ignored } = batch;
  if (boxes === undefined || labels === undefined) {
    const missing = boxes === undefined ? 'gt_bboxes' : 'gt_labels';
    throw new DataError(
      `The batch has no ${missing} to train with: check that the pipeline loads and collects annotations.`,
    );
  }
  return boxes.map((bboxes, image) => ({
    bboxes,
    labels: labels[image],
    masks: masks?.[image],
    ignored: ignored?.[image],
    semantic: semanticOf(batch, image),
  }));
}

function semanticOf(
  { gt_semantic_seg: maps, gt_semantic_seg_shape: shape }: Batch,
  image: number,
): SemanticMap | undefined {
  if (maps === undefined || shape === undefined) return undefined;
  const [, height, width] = shape;
  return { labels: maps.subarray(image * height * width, (image + 1) * height * width), height, width };
}

/** @throws {DataError} for several views. */
export function singleView(batch: TrainingBatch, model: string): Batch {
  if (isBatch(batch)) return batch;
  throw new DataError(`${model} trains on one view of each image, but the dataset returns ${batch.length}.`);
}

/** Whether there is one view only. */
export function isBatch(batch: TrainingBatch): batch is Batch {
  return !Array.isArray(batch);
}
