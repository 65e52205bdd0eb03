/**
 * Mask R-CNN, RegNetX-3.2GF (https://arxiv.org/abs/2003.13678), FPN; 12 epochs on COCO.
 *
 * Run:       bash tools/dist_train.sh configs/mmdetection/mask_rcnn_regnetx-3.2GF_fpn_1x_coco.ts 8
 * Reference: 40.3 box AP, 36.6 mask AP on val2017 (mmdetection 2.x model zoo, configs/regnet).
 */
import { defineConfig, type Pipeline } from 'aligndet';

/** BGR, as the published weights were trained. */
const img_norm_cfg = {
  mean: [103.53, 116.28, 123.675],
  std: [57.375, 57.12, 58.395],
  to_rgb: false,
} as const;

const train_pipeline = [
  { type: 'LoadImageFromFile' },
  { type: 'LoadAnnotations', with_bbox: true, with_mask: true },
  { type: 'Resize', img_scale: [1333, 800], keep_ratio: true },
  { type: 'RandomFlip', flip_ratio: 0.5 },
  { type: 'Normalize', ...img_norm_cfg },
  { type: 'Pad', size_divisor: 32 },
  { type: 'DefaultFormatBundle' },
  { type: 'Collect', keys: ['img', 'gt_bboxes', 'gt_labels', 'gt_masks'] },
] as const satisfies Pipeline;
const test_pipeline = [
  { type: 'LoadImageFromFile' },
  {
    type: 'MultiScaleFlipAug',
    img_scale: [1333, 800],
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

export default defineConfig({
  _base_: [
    '../_base_/models/mask_rcnn_r50_fpn.ts',
    '../_base_/datasets/coco_instance.ts',
    '../_base_/schedules/schedule_1x.ts',
    '../_base_/default_runtime.ts',
  ],
  img_norm_cfg,
  train_pipeline,
  test_pipeline,
  model: {
    backbone: {
      _delete_: true,
      type: 'RegNet',
      arch: 'regnetx_3.2gf',
      frozen_stages: 1,
      norm_cfg: { type: 'BN', requires_grad: true },
      norm_eval: true,
      style: 'pytorch',
      init_cfg: { type: 'Pretrained', checkpoint: 'open-mmlab://regnetx_3.2gf' },
    },
    neck: { in_channels: [96, 192, 432, 1008] },
  },
  data: {
    train: { pipeline: train_pipeline },
    val: { pipeline: test_pipeline },
    test: { pipeline: test_pipeline },
  },
  optimizer: { weight_decay: 5e-5 },
});
