/** COCO 2017 without labels: proposals of selective search, two views augmented as in BYOL. */
import { defineConfig, type Pipeline } from 'aligndet';

/** BYOL's augmentation (https://arxiv.org/abs/2006.07733): its two views differ in how often they are solarised. */
const viewPipeline = (solarization: number) =>
  [
    { type: 'RandomFlip', flip_ratio: 0.5, direction: ['horizontal'] },
    { type: 'ImgToTensor', keys: ['img'] },
    {
      type: 'RandomAppliedTrans',
      transforms: [{ type: 'ColorJitter', brightness: 0.4, contrast: 0.4, saturation: 0.2, hue: 0.1 }],
      p: 0.8,
    },
    { type: 'RandomGrayscale', p: 0.2 },
    { type: 'GaussianBlur', sigma_min: 0.1, sigma_max: 2 },
    { type: 'Solarization', p: solarization },
    { type: 'TensorNormalize', ...img_norm_cfg },
    { type: 'SelfSupFormatBundle' },
    { type: 'Collect', keys: ['img', 'gt_bboxes', 'gt_labels'] },
  ] as const satisfies Pipeline;

const train_dataset_type = 'MultiViewCocoDataset';
const test_dataset_type = 'CocoDataset';
const data_root = 'data/coco/';
const classes = ['selective_search'] as const;
const img_norm_cfg = { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] } as const;
const load_pipeline = [
  { type: 'LoadImageFromFile', channel_order: 'rgb' },
  { type: 'LoadAnnotations', with_bbox: true, with_mask: false },
  {
    type: 'Resize',
    img_scale: [
      [1333, 640],
      [1333, 672],
      [1333, 704],
      [1333, 736],
      [1333, 768],
      [1333, 800],
    ],
    multiscale_mode: 'value',
    keep_ratio: true,
  },
  { type: 'FilterAnnotations', min_gt_bbox_wh: [0.01, 0.01] },
  { type: 'Pad', size_divisor: 32 },
] as const satisfies Pipeline;
const train_pipeline1 = viewPipeline(0);
const train_pipeline2 = viewPipeline(0.2);
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
const val = {
  type: test_dataset_type,
  classes,
  ann_file: `${data_root}annotations/instances_val2017.json`,
  img_prefix: `${data_root}val2017/`,
  pipeline: test_pipeline,
} as const;

export default defineConfig({
  train_dataset_type,
  test_dataset_type,
  data_root,
  classes,
  img_norm_cfg,
  load_pipeline,
  train_pipeline1,
  train_pipeline2,
  test_pipeline,
  data: {
    samples_per_gpu: 2,
    workers_per_gpu: 2,
    train: {
      type: train_dataset_type,
      dataset: {
        type: 'CocoDataset',
        classes,
        ann_file: `${data_root}filtered_proposals/train2017_ratio3size0008@0.5.json`,
        img_prefix: `${data_root}train2017/`,
        pipeline: load_pipeline,
      },
      num_views: 2,
      pipelines: [train_pipeline1, train_pipeline2],
    },
    val,
    test: val,
  },
  evaluation: { metric: ['bbox'], save_best: 'auto', gpu_collect: true },
});
