/** COCO 2017 with boxes and masks: one scale, horizontal flips. */
import { defineConfig, type Pipeline } from 'aligndet';
import { img_norm_cfg, testPipeline } from './coco_detection.ts';

const dataset_type = 'CocoDataset';
const data_root = 'data/coco/';
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
const test_pipeline = testPipeline();
const val = {
  type: dataset_type,
  ann_file: `${data_root}annotations/instances_val2017.json`,
  img_prefix: `${data_root}val2017/`,
  pipeline: test_pipeline,
} as const;

export default defineConfig({
  dataset_type,
  data_root,
  img_norm_cfg,
  train_pipeline,
  test_pipeline,
  data: {
    samples_per_gpu: 2,
    workers_per_gpu: 2,
    train: {
      type: dataset_type,
      ann_file: `${data_root}annotations/instances_train2017.json`,
      img_prefix: `${data_root}train2017/`,
      pipeline: train_pipeline,
    },
    val,
    test: val,
  },
  evaluation: { metric: ['bbox', 'segm'], save_best: 'auto', gpu_collect: true },
});
