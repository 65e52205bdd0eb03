/** @module Declared: DETR, https://arxiv.org/abs/2005.12872. */
import { z } from 'zod';
import { defineComponent, slot } from '../../core/index.js';
import { initCfgOption } from '../../nn/index.js';

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

export const detr = defineComponent({ type: 'DETR', schema: z.strictObject(detrOptions) });
