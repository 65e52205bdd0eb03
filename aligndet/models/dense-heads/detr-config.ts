/** @module The options of DETR's heads. */
import { z } from 'zod';
import { slot } from '../../core/index.js';

/** How DETR is trained. */
export const queryTrainSchema = z.strictObject({
  /** Which truth each query is to predict. */
  assigner: slot('assigner'),
});

/** How detections of DETR are chosen. */
export const queryTestSchema = z.strictObject({
  /** Most detections of an image, by score; as many as queries when absent. */
  max_per_img: z.int().positive().optional(),
});

/** Options of mmdetection's `DETRHead`, but for its classes' loss. */
export const queryHeadOptions = {
  /** Number of classes, "no object" left out. */
  num_classes: z.int().positive(),
  /** Channels of the feature map. */
  in_channels: z.int().positive(),
  /** Number of queries: the most objects that can be found. */
  num_query: z.int().positive().default(100),
  /** Linear layers before the boxes. */
  num_reg_fcs: z.int().min(2).default(2),
  /** Encoder and decoder. */
  transformer: slot('transformer'),
  /** Divide the classes' loss by a mean over all processes. There is one process: without effect. */
  sync_cls_avg_factor: z.boolean().default(false),
  /** How places of the map are told apart. */
  positional_encoding: slot('positional_encoding').prefault({
    type: 'SinePositionalEncoding',
    num_feats: 128,
    normalize: true,
  }),
  /** Distance of the boxes. */
  loss_bbox: slot('loss').prefault({ type: 'L1Loss', loss_weight: 5 }),
  /** Overlap of the boxes. */
  loss_iou: slot('loss').prefault({ type: 'GIoULoss', loss_weight: 2 }),
  /** Assignment of truths to queries; a detector puts its `train_cfg` here. */
  train_cfg: queryTrainSchema.nullable().prefault({
    assigner: {
      type: 'HungarianAssigner',
      cls_cost: { type: 'ClassificationCost', weight: 1 },
      reg_cost: { type: 'BBoxL1Cost', weight: 5 },
      iou_cost: { type: 'IoUCost', iou_mode: 'giou', weight: 2 },
    },
  }),
  /** Choice of detections; a detector puts its `test_cfg` here. */
  test_cfg: queryTestSchema.nullable().prefault({ max_per_img: 100 }),
  /** Has to stay null: the head knows how its weights start. */
  init_cfg: z.null('the head knows how its weights start').default(null),
};

export type QueryHeadOptions = z.output<z.ZodObject<typeof queryHeadOptions>>;
