/**
 * RetinaNet with components of this folder: a GHM loss, a path-aggregation neck, a CSV dataset, a transform and a hook.
 *
 * Run:       npx aligndet train examples/custom-components/retinanet.ts
 * Reference: none; the data are yours: data/train.csv and data/val.csv with lines image,x1,y1,x2,y2,class.
 */
import { defineConfig } from 'aligndet';

const normalize = {
  type: 'Normalize',
  mean: [123.675, 116.28, 103.53],
  std: [58.395, 57.12, 57.375],
  to_rgb: true,
} as const;
const source = {
  type: 'CsvDataset',
  classes: ['disc', 'box'],
  data_root: 'data/',
  img_prefix: 'images/',
} as const;
const val = {
  ...source,
  ann_file: 'val.csv',
  pipeline: [
    { type: 'LoadImageFromFile' },
    {
      type: 'MultiScaleFlipAug',
      img_scale: [128, 96],
      flip: false,
      transforms: [
        { type: 'Resize', keep_ratio: true },
        normalize,
        { type: 'Pad', size_divisor: 32 },
        { type: 'ImageToTensor', keys: ['img'] },
        { type: 'Collect', keys: ['img'] },
      ],
    },
  ],
} as const;

export default defineConfig({
  custom_imports: {
    imports: [
      './ghm-loss.ts',
      './path-aggregation-fpn.ts',
      './csv-dataset.ts',
      './random-gamma.ts',
      './loss-average-hook.ts',
    ],
  },
  model: {
    type: 'RetinaNet',
    backbone: {
      type: 'ResNet',
      depth: 18,
      base_channels: 8,
      num_stages: 3,
      strides: [1, 2, 2],
      dilations: [1, 1, 1],
      out_indices: [0, 1, 2],
      norm_eval: false,
    },
    neck: { type: 'PathAggregationFPN', in_channels: [8, 16, 32], out_channels: 16, num_outs: 3 },
    bbox_head: {
      type: 'RetinaHead',
      num_classes: 2,
      in_channels: 16,
      feat_channels: 16,
      stacked_convs: 1,
      anchor_generator: { type: 'AnchorGenerator', scales: [4], ratios: [0.5, 1, 2], strides: [4, 8, 16] },
      loss_cls: { type: 'GHMC', bins: 10, momentum: 0.75 },
      loss_bbox: { type: 'SmoothL1Loss', beta: 0.11 },
    },
    train_cfg: { assigner: { type: 'MaxIoUAssigner', pos_iou_thr: 0.5, neg_iou_thr: 0.4, min_pos_iou: 0 } },
    test_cfg: { nms_pre: 200, score_thr: 0.05, nms: { type: 'nms', iou_threshold: 0.5 }, max_per_img: 20 },
  },
  data: {
    samples_per_gpu: 2,
    workers_per_gpu: 1,
    train: {
      ...source,
      ann_file: 'train.csv',
      pipeline: [
        { type: 'LoadImageFromFile' },
        { type: 'LoadAnnotations', with_bbox: true },
        { type: 'RandomGamma', gamma_range: [0.7, 1.4], prob: 0.5 },
        { type: 'Resize', img_scale: [128, 96], keep_ratio: true },
        { type: 'RandomFlip', flip_ratio: 0.5 },
        normalize,
        { type: 'Pad', size_divisor: 32 },
        { type: 'DefaultFormatBundle' },
        { type: 'Collect', keys: ['img', 'gt_bboxes', 'gt_labels'] },
      ],
    },
    val,
    test: val,
  },
  evaluation: { interval: 1, metric: 'mAP' },
  optimizer: { type: 'SGD', lr: 0.005, momentum: 0.9 },
  optimizer_config: { grad_clip: { max_norm: 10 } },
  lr_config: { policy: 'step', step: [8] },
  runner: { type: 'EpochBasedRunner', max_epochs: 10 },
  checkpoint_config: { interval: 1 },
  log_config: { interval: 10, hooks: [{ type: 'TextLoggerHook' }] },
  custom_hooks: [{ type: 'LossAverageHook', interval: 10 }],
});
