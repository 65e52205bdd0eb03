/** @module The options that box heads share, and the modules built from them. */
import { z } from 'zod';
import { type Builder, slot } from '../../../core/index.js';
import { type InitCfg, initCfgOption } from '../../../nn/index.js';
import { sizeOf, sizeSchema } from '../roi-config.js';
import type { ConvFcBBoxHeadModules } from './conv-fc-bbox-head.js';

const linear = z.strictObject({
  type: z.literal('Linear', 'only Linear is supported as the last layer of a box head'),
});

/** Options of mmdetection's `BBoxHead`. */
export const bboxHeadOptions = {
  /** Average maps over their pixels instead of flattening them. */
  with_avg_pool: z.boolean().default(false),
  /** Whether the head classifies. */
  with_cls: z.boolean().default(true),
  /** Whether the head regresses boxes. */
  with_reg: z.boolean().default(true),
  /** Size of the RoI features. */
  roi_feat_size: sizeSchema.default(7),
  /** Channels of the RoI features. */
  in_channels: z.int().positive().default(256),
  /** Number of classes, without background. */
  num_classes: z.int().positive().default(80),
  /** Box coder. */
  bbox_coder: slot('bbox_coder').prefault({
    type: 'DeltaXYWHBBoxCoder',
    clip_border: true,
    target_means: [0, 0, 0, 0],
    target_stds: [0.1, 0.1, 0.2, 0.2],
  }),
  /** Class-agnostic boxes: one per RoI rather than one per class. */
  reg_class_agnostic: z.boolean().default(false),
  /** Whether the box loss is computed on decoded boxes, as IoU losses need. */
  reg_decoded_bbox: z.boolean().default(false),
  /** Last layer of the box branch. */
  reg_predictor_cfg: linear.default({ type: 'Linear' }),
  /** Last layer of the classification branch. */
  cls_predictor_cfg: linear.default({ type: 'Linear' }),
  /** Classification loss. */
  loss_cls: slot('loss').prefault({ type: 'CrossEntropyLoss', use_sigmoid: false, loss_weight: 1 }),
  /** Box loss. */
  loss_bbox: slot('loss').prefault({ type: 'SmoothL1Loss', beta: 1, loss_weight: 1 }),
  /** Initialization of weights; null: small normal for the last layers, Xavier for other linear layers. */
  init_cfg: initCfgOption.nullable().default(null),
};

/** The modules built from {@link bboxHeadOptions}. */
export function bboxHeadModules(
  options: z.output<z.ZodObject<typeof bboxHeadOptions>>,
  builder: Builder,
  lateInit: readonly InitCfg[],
) {
  return {
    inChannels: options.in_channels,
    roiSize: sizeOf(options.roi_feat_size),
    hasAvgPool: options.with_avg_pool,
    hasCls: options.with_cls,
    hasReg: options.with_reg,
    numClasses: options.num_classes,
    isClassAgnostic: options.reg_class_agnostic,
    regressesBoxes: options.reg_decoded_bbox,
    coder: builder.build('bbox_coder', options.bbox_coder, 'bbox_coder'),
    lossCls: builder.build('loss', options.loss_cls, 'loss_cls'),
    lossBbox: builder.build('loss', options.loss_bbox, 'loss_bbox'),
    initCfg: options.init_cfg ?? [...lastLayersInit(options.with_cls, options.with_reg), ...lateInit],
  } satisfies Partial<ConvFcBBoxHeadModules>;
}

/** Small normal weights for the last layers. */
function lastLayersInit(hasCls: boolean, hasReg: boolean): InitCfg[] {
  const cls: InitCfg = { type: 'Normal', std: 0.01, override: { name: 'fc_cls' } };
  const reg: InitCfg = { type: 'Normal', std: 0.001, override: { name: 'fc_reg' } };
  return [...(hasCls ? [cls] : []), ...(hasReg ? [reg] : [])];
}

/** Xavier weights for the linear layers of all branches. */
export const branchesInit: readonly InitCfg[] = [
  {
    type: 'Xavier',
    distribution: 'uniform',
    override: [{ name: 'shared_fcs' }, { name: 'cls_fcs' }, { name: 'reg_fcs' }],
  },
];
