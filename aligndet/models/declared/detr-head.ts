/** @module Declared: the head of DETR, https://arxiv.org/abs/2005.12872, section 3. */
import { z } from 'zod';
import { defineComponent, slot } from '../../core/index.js';
import { initCfgOption } from '../../nn/index.js';

/** What the head reads of its classes' loss: the loss gets a list of both weights. */
const classWeights = z.strictObject({
  /** Weight of every class, a single number. */
  class_weight: z.number().nullable().optional(),
  /** Weight of "no object"; `class_weight` when absent. */
  bg_cls_weight: z.number().optional(),
});

/** Options of mmdetection's `DETRHead`. */
export const detrHeadOptions = {
  /** Number of classes, "no object" left out. */
  num_classes: z.int().positive(),
  /** Channels of the feature map. */
  in_channels: z.int().positive(),
  /** Number of queries: the most objects that can be found. */
  num_query: z.int().positive().default(100),
  /** Linear layers before the boxes. */
  num_reg_fcs: z.int().positive().default(2),
  /** Encoder and decoder. */
  transformer: slot('transformer'),
  /** Divide the classes' loss by a mean over all processes. */
  sync_cls_avg_factor: z.boolean().default(false),
  /** How places of the map are told apart. */
  positional_encoding: slot('positional_encoding').prefault({
    type: 'SinePositionalEncoding',
    num_feats: 128,
    normalize: true,
  }),
  /** Loss of the classes. */
  loss_cls: slot('loss', { own: classWeights }).prefault({
    type: 'CrossEntropyLoss',
    bg_cls_weight: 0.1,
    use_sigmoid: false,
    loss_weight: 1,
    class_weight: 1,
  }),
  /** Distance of the boxes. */
  loss_bbox: slot('loss').prefault({ type: 'L1Loss', loss_weight: 5 }),
  /** Overlap of the boxes. */
  loss_iou: slot('loss').prefault({ type: 'GIoULoss', loss_weight: 2 }),
  /** Assignment of truths to queries; a detector puts its `train_cfg` here. */
  train_cfg: z
    .strictObject({
      /** Which truth each query is to predict. */
      assigner: slot('assigner'),
    })
    .nullable()
    .prefault({
      assigner: {
        type: 'HungarianAssigner',
        cls_cost: { type: 'ClassificationCost', weight: 1 },
        reg_cost: { type: 'BBoxL1Cost', weight: 5 },
        iou_cost: { type: 'IoUCost', iou_mode: 'giou', weight: 2 },
      },
    }),
  /** Choice of detections; a detector puts its `test_cfg` here. */
  test_cfg: z
    .strictObject({
      /** Most detections of an image, by score. */
      max_per_img: z.int().positive().default(100),
    })
    .nullable()
    .prefault({}),
  /** Has to stay null: the head knows how its weights start. */
  init_cfg: initCfgOption.nullable().default(null),
};

export const detrHead = defineComponent({ type: 'DETRHead', schema: z.strictObject(detrHeadOptions) });
