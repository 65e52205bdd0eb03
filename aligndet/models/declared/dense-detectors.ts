/**
 * @module Declared: detectors with one stage. RetinaNet, https://arxiv.org/abs/1708.02002; FCOS,
 * https://arxiv.org/abs/1904.01355; DETR, https://arxiv.org/abs/2005.12872.
 */
import { z } from 'zod';
import { defineComponent, slot } from '../../core/index.js';
import { initCfgOption, nmsSchema } from '../../nn/index.js';
import { anchorTrainSchema } from '../dense-heads/dense-config.js';

/** The `test_cfg` of heads that score many places of a pyramid. */
export const denseTestSchema = z.strictObject({
  /** Most boxes of a level that enter NMS, by score; all when not positive. */
  nms_pre: z.int().default(-1),
  /** Boxes whose width and height are not both above it are left out; negative: none are. */
  min_bbox_size: z.number().default(-1),
  /** Boxes at or below this score are left out. */
  score_thr: z.number(),
  /** How overlapping boxes are removed, within each class. */
  nms: nmsSchema,
  /** Most detections of an image. */
  max_per_img: z.int(),
});

/** Options of mmdetection's `SingleStageDetector`. */
export const singleStageOptions = {
  /** Feature maps of the image. */
  backbone: slot('backbone'),
  /** Turns the backbone's maps into a pyramid. */
  neck: slot('neck').nullable().default(null),
  /** Classes and boxes. */
  bbox_head: slot('dense_head'),
  /** How the head is trained; null in a detector that is not. */
  train_cfg: anchorTrainSchema.nullable().default(null),
  /** How detections are chosen. */
  test_cfg: denseTestSchema.nullable().default(null),
  /** Deprecated for `backbone.init_cfg`: a checkpoint of the backbone. */
  pretrained: z.string().nullable().default(null),
  /** How weights start; the parts know for themselves when null. */
  init_cfg: initCfgOption.nullable().default(null),
};

/** Options of mmdetection's `DETR`: no neck, no suppression. */
export const detrOptions = {
  /** Feature maps of the image; the last is used. */
  backbone: slot('backbone'),
  /** The transformer and what it predicts. */
  bbox_head: slot('dense_head'),
  /** How the head is trained. */
  train_cfg: z
    .strictObject({
      /** Which truth each query is to predict. */
      assigner: slot('assigner'),
    })
    .nullable()
    .default(null),
  /** How detections are chosen. */
  test_cfg: z
    .strictObject({
      /** Most detections of an image, by score. */
      max_per_img: z.int().positive().default(100),
    })
    .nullable()
    .default(null),
  /** Deprecated for `backbone.init_cfg`: a checkpoint of the backbone. */
  pretrained: z.string().nullable().default(null),
  /** How weights start; the parts know for themselves when null. */
  init_cfg: initCfgOption.nullable().default(null),
};

export const retinaNet = defineComponent({ type: 'RetinaNet', schema: z.strictObject(singleStageOptions) });
export const fcos = defineComponent({ type: 'FCOS', schema: z.strictObject(singleStageOptions) });
export const detr = defineComponent({ type: 'DETR', schema: z.strictObject(detrOptions) });
