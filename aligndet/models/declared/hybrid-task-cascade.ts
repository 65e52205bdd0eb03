/** @module Declared: Hybrid Task Cascade, https://arxiv.org/abs/1901.07518: stages that refine boxes and masks in turn. */
import { z } from 'zod';
import { defineComponent, slot } from '../../core/index.js';
import { initCfgOption, nmsSchema } from '../../nn/index.js';
import { anchorTrainSchema, proposalSchema } from '../dense-heads/dense-config.js';
import { twoStageOptions } from '../detectors/two-stage-config.js';
import { fcnMaskHeadOptions } from '../roi-heads/mask-heads/fcn-mask-head.js';
import { roiTestSchema, roiTrainSchema } from '../roi-heads/roi-config.js';

/** The second stages' `test_cfg`; `soft_nms` lowers scores until few are left, so its threshold matters. */
const cascadeTestSchema = roiTestSchema.extend({
  /** How overlapping boxes are removed, within each class. */
  nms: nmsSchema,
});

/** Options of mmdetection's `CascadeRCNN`. */
export const cascadeOptions = {
  ...twoStageOptions,
  /** How the heads are trained; null in a detector that is not. */
  train_cfg: z
    .strictObject({
      /** The region proposal network. */
      rpn: anchorTrainSchema,
      /** Which of its boxes the first stage trains on; those of `test_cfg.rpn` when absent. */
      rpn_proposal: proposalSchema.optional(),
      /** Each stage. */
      rcnn: z.array(roiTrainSchema),
    })
    .nullable()
    .default(null),
  /** How detections are chosen. */
  test_cfg: z.strictObject({
    /** Which boxes of the region proposal network the first stage looks at. */
    rpn: proposalSchema,
    /** Which of the last stage's boxes are detections. */
    rcnn: cascadeTestSchema,
  }),
  /** Deprecated for `backbone.init_cfg`: a checkpoint of the backbone. */
  pretrained: z.string().nullable().default(null),
};

export const hybridTaskCascade = defineComponent({
  type: 'HybridTaskCascade',
  schema: z.strictObject(cascadeOptions),
});

const branch = z.enum(['bbox', 'mask']);

/** Options of mmdetection's `HybridTaskCascadeRoIHead`. */
export const htcRoiHeadOptions = {
  /** Number of stages. */
  num_stages: z.int().positive(),
  /** Weight of each stage's losses. */
  stage_loss_weights: z.array(z.number()),
  /** Reads regions for the box heads; one stands for all stages. */
  bbox_roi_extractor: slot('roi_extractor', { each: true }).nullable().default(null),
  /** Class and box of each region, by stage. */
  bbox_head: slot('bbox_head', { each: true }).nullable().default(null),
  /** Reads regions for the mask heads; null: they get those of the box heads. */
  mask_roi_extractor: slot('roi_extractor', { each: true }).nullable().default(null),
  /** Mask of each region, by stage. */
  mask_head: slot('mask_head', { each: true }).nullable().default(null),
  /** Reads regions of the semantic features. */
  semantic_roi_extractor: slot('roi_extractor').nullable().default(null),
  /** Classes of all pixels. */
  semantic_head: slot('semantic_head').nullable().default(null),
  /** To which branches semantic features are added. */
  semantic_fusion: z.array(branch).default(['bbox', 'mask']),
  /** Masks are predicted for the boxes of the same stage. */
  interleaved: z.boolean().default(true),
  /** Mask features of a stage go on to the next. */
  mask_info_flow: z.boolean().default(true),
  /** Layers before both heads; cascades have none. */
  shared_head: z.null('a cascade has no shared_head').default(null),
  /** Assignment and sampling, by stage; a detector puts its `train_cfg.rcnn` here. */
  train_cfg: z.array(roiTrainSchema).nullable().default(null),
  /** Choice of detections; a detector puts its `test_cfg.rcnn` here. */
  test_cfg: cascadeTestSchema.nullable().default(null),
  /** Deprecated; has to stay null. */
  pretrained: z.null().default(null),
  /** How weights start; the heads know for themselves when null. */
  init_cfg: initCfgOption.nullable().default(null),
};

export const hybridTaskCascadeRoiHead = defineComponent({
  type: 'HybridTaskCascadeRoIHead',
  schema: z.strictObject(htcRoiHeadOptions),
});

export const htcMaskHead = defineComponent({
  type: 'HTCMaskHead',
  schema: z.strictObject({
    ...fcnMaskHeadOptions,
    /** Take the features of the stage before. */
    with_conv_res: z.boolean().default(true),
  }),
});

export const fusedSemanticHead = defineComponent({
  type: 'FusedSemanticHead',
  schema: z.strictObject({
    /** Number of feature maps. */
    num_ins: z.int().positive(),
    /** Map to whose size the others are brought. */
    fusion_level: z.int().nonnegative(),
    /** Convolutions behind the fusion. */
    num_convs: z.int().nonnegative().default(4),
    /** Channels of the maps. */
    in_channels: z.int().positive().default(256),
    /** Channels of the convolutions. */
    conv_out_channels: z.int().positive().default(256),
    /** Classes of pixels. */
    num_classes: z.int().positive().default(183),
    /** Kind of the convolutions. */
    conv_cfg: fcnMaskHeadOptions.conv_cfg,
    /** Normalisation behind each convolution. */
    norm_cfg: fcnMaskHeadOptions.norm_cfg,
    /** Deprecated for `loss_seg.ignore_index`. */
    ignore_label: z.int().nullable().default(null),
    /** Deprecated for `loss_seg.loss_weight`. */
    loss_weight: z.number().nullable().default(null),
    /** Loss of the pixels. */
    loss_seg: slot('loss').prefault({ type: 'CrossEntropyLoss', ignore_index: 255, loss_weight: 0.2 }),
    /** How weights start. */
    init_cfg: initCfgOption.nullable().prefault({ type: 'Kaiming', override: { name: 'conv_logits' } }),
  }),
});
