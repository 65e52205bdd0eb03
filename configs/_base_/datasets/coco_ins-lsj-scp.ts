/** COCO 2017 with boxes and masks: large-scale jitter, then objects of one image are pasted into another. */
import { defineConfig, type Pipeline } from 'aligndet';
import { img_norm_cfg, testPipeline } from './coco_detection.ts';

const dataset_type = 'CocoDataset';
const data_root = 'data/coco/';
const image_size = [1024, 1024] as const;
const file_client_args = { backend: 'disk' } as const;
const load_pipeline = [
  { type: 'LoadImageFromFile', file_client_args },
  { type: 'LoadAnnotations', with_bbox: true, with_mask: true },
  {
    type: 'Resize',
    img_scale: image_size,
    ratio_range: [0.1, 2],
    multiscale_mode: 'range',
    keep_ratio: true,
  },
  {
    type: 'RandomCrop',
    crop_type: 'absolute_range',
    crop_size: image_size,
    recompute_bbox: true,
    allow_negative_crop: true,
  },
  { type: 'FilterAnnotations', min_gt_bbox_wh: [0.01, 0.01] },
  { type: 'RandomFlip', flip_ratio: 0.5 },
  { type: 'Pad', size: image_size },
] as const satisfies Pipeline;
const train_pipeline = [
  { type: 'CopyPaste', max_num_pasted: 100 },
  { type: 'Normalize', ...img_norm_cfg },
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
  image_size,
  file_client_args,
  load_pipeline,
  train_pipeline,
  test_pipeline,
  data: {
    samples_per_gpu: 2,
    workers_per_gpu: 2,
    train: {
      type: 'MultiImageMixDataset',
      dataset: {
        type: dataset_type,
        ann_file: `${data_root}annotations/instances_train2017.json`,
        img_prefix: `${data_root}train2017/`,
        pipeline: load_pipeline,
      },
      pipeline: train_pipeline,
    },
    val,
    test: val,
  },
  evaluation: { metric: ['bbox', 'segm'], save_best: 'auto', gpu_collect: true },
});
