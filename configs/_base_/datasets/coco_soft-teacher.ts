/** COCO 2017 without labels: proposals of selective search, two views of an image, each with one strong augmentation. */
import { defineConfig, type Pipeline } from 'aligndet';
import { img_norm_cfg, testPipeline } from './coco_detection.ts';

/** A view: resized, flipped, and changed in colour by one transform drawn from nine. */
export const viewPipeline = (resize: {
  readonly img_scale: readonly (readonly [number, number])[];
  readonly multiscale_mode: 'value' | 'range';
}) =>
  [
    { type: 'Resize', ...resize, keep_ratio: true },
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

const train_dataset_type = 'MultiViewCocoDataset';
const test_dataset_type = 'CocoDataset';
const data_root = 'data/coco/';
const classes = ['selective_search'] as const;
const load_pipeline = [
  { type: 'LoadImageFromFile' },
  { type: 'LoadAnnotations', with_bbox: true, with_mask: false },
] as const satisfies Pipeline;
const view = viewPipeline({
  img_scale: [
    [1333, 640],
    [1333, 672],
    [1333, 704],
    [1333, 736],
    [1333, 768],
    [1333, 800],
  ],
  multiscale_mode: 'value',
});
const test_pipeline = testPipeline();
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
  train_pipeline1: view,
  train_pipeline2: view,
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
      pipelines: [view, view],
    },
    val,
    test: val,
  },
  evaluation: { interval: 65535, gpu_collect: true }, // that is, never: pre-training has nothing to evaluate
});
