/** The slim detector of the quickstart: small enough to learn from random weights on two CPU cores in minutes. */
import type { Pipeline } from 'aligndet';

/** Channels of all maps behind the backbone. */
const WIDTH = 64;

/** Nothing is frozen and batches train the norms: there are no ImageNet weights to keep. */
export const backbone = {
  type: 'ResNet',
  depth: 18,
  base_channels: 32,
  num_stages: 4,
  out_indices: [0, 1, 2, 3],
  frozen_stages: -1,
  norm_cfg: { type: 'BN', requires_grad: true },
  norm_eval: false,
  style: 'pytorch',
} as const;

export const neck = {
  type: 'FPN',
  in_channels: [32, 64, 128, 256],
  out_channels: WIDTH,
  num_outs: 5,
  norm_cfg: { type: 'BN', requires_grad: true },
} as const;

export const rpnHead = {
  type: 'RPNHead',
  in_channels: WIDTH,
  feat_channels: WIDTH,
  anchor_generator: {
    type: 'AnchorGenerator',
    scales: [5],
    ratios: [0.5, 1, 2],
    strides: [4, 8, 16, 32, 64],
  },
  bbox_coder: { type: 'DeltaXYWHBBoxCoder', target_means: [0, 0, 0, 0], target_stds: [1, 1, 1, 1] },
  loss_cls: { type: 'CrossEntropyLoss', use_sigmoid: true, loss_weight: 1 },
  loss_bbox: { type: 'L1Loss', loss_weight: 1 },
} as const;

export const roiExtractor = (size: number) =>
  ({
    type: 'SingleRoIExtractor',
    roi_layer: { type: 'RoIAlign', output_size: size, sampling_ratio: 2 },
    out_channels: WIDTH,
    featmap_strides: [4, 8, 16, 32],
    finest_scale: 28,
  }) as const;

/** Convolutions with norms: from random weights they learn sooner than two plain layers on the pooled map. */
export const boxHead = {
  in_channels: WIDTH,
  conv_out_channels: WIDTH / 2,
  fc_out_channels: 256,
  roi_feat_size: 7,
  norm_cfg: { type: 'BN', requires_grad: true },
  reg_class_agnostic: true,
  bbox_coder: { type: 'DeltaXYWHBBoxCoder', target_means: [0, 0, 0, 0], target_stds: [0.1, 0.1, 0.2, 0.2] },
  loss_bbox: { type: 'L1Loss', loss_weight: 1 },
} as const;

export const rpnAssigner = {
  type: 'MaxIoUAssigner',
  pos_iou_thr: 0.7,
  neg_iou_thr: 0.3,
  min_pos_iou: 0.3,
  match_low_quality: true,
  ignore_iof_thr: -1,
} as const;

export const proposals = {
  nms_pre: 600,
  max_per_img: 300,
  nms: { type: 'nms', iou_threshold: 0.7 },
  min_bbox_size: 0,
} as const;

export const img_norm_cfg = {
  mean: [123.675, 116.28, 103.53],
  std: [58.395, 57.12, 57.375],
  to_rgb: true,
} as const;

type Scale = readonly [width: number, height: number];

/** What a training image goes through. @param flipRatio chance of a mirror image. */
export const trainPipeline = (img_scale: Scale, flipRatio: number) =>
  [
    { type: 'LoadImageFromFile' },
    { type: 'LoadAnnotations', with_bbox: true, with_mask: true },
    { type: 'Resize', img_scale, keep_ratio: true },
    { type: 'RandomFlip', flip_ratio: flipRatio },
    { type: 'Normalize', ...img_norm_cfg },
    { type: 'Pad', size_divisor: 32 },
    { type: 'DefaultFormatBundle' },
    { type: 'Collect', keys: ['img', 'gt_bboxes', 'gt_labels', 'gt_masks'] },
  ] as const satisfies Pipeline;

/** What an image goes through on which objects are looked for. */
export const testPipeline = (img_scale: Scale) =>
  [
    { type: 'LoadImageFromFile' },
    {
      type: 'MultiScaleFlipAug',
      img_scale,
      flip: false,
      transforms: [
        { type: 'Resize', keep_ratio: true },
        { type: 'RandomFlip' },
        { type: 'Normalize', ...img_norm_cfg },
        { type: 'Pad', size_divisor: 32 },
        { type: 'ImageToTensor', keys: ['img'] },
        { type: 'Collect', keys: ['img'] },
      ],
    },
  ] as const satisfies Pipeline;

/** One augmented view of an image and its proposals. */
export const viewPipeline = (img_scale: readonly Scale[]) =>
  [
    { type: 'Resize', img_scale, multiscale_mode: 'value', keep_ratio: true },
    { type: 'FilterAnnotations', min_gt_bbox_wh: [0.01, 0.01] },
    { type: 'Pad', size_divisor: 32 },
    { type: 'RandFlip', flip_ratio: 0.5 },
    {
      type: 'OneOf',
      transforms: [
        { type: 'Identity' },
        { type: 'AutoContrast' },
        { type: 'RandEqualize' },
        { type: 'RandSolarize' },
        { type: 'RandColor' },
        { type: 'RandContrast' },
        { type: 'RandBrightness' },
        { type: 'RandSharpness' },
        { type: 'RandPosterize' },
      ],
    },
    { type: 'Normalize', ...img_norm_cfg },
    { type: 'DefaultFormatBundle' },
    { type: 'Collect', keys: ['img', 'gt_bboxes', 'gt_labels'] },
  ] as const satisfies Pipeline;
