/** PASCAL VOC: trained on trainval of 2007 and 2012 in eleven scales, tested on test of 2007. */
import { defineConfig, type Pipeline } from 'aligndet';
import { img_norm_cfg, testPipeline } from './coco_detection.ts';

const dataset_type = 'VOCDataset';
const data_root = 'data/VOCdevkit/';
const train_pipeline = [
  { type: 'LoadImageFromFile' },
  { type: 'LoadAnnotations', with_bbox: true },
  {
    type: 'Resize',
    img_scale: [
      [1333, 480],
      [1333, 512],
      [1333, 544],
      [1333, 576],
      [1333, 608],
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
  { type: 'RandomFlip', flip_ratio: 0.5 },
  { type: 'Normalize', ...img_norm_cfg },
  { type: 'Pad', size_divisor: 32 },
  { type: 'DefaultFormatBundle' },
  { type: 'Collect', keys: ['img', 'gt_bboxes', 'gt_labels'] },
] as const satisfies Pipeline;
const test_pipeline = testPipeline();
const val = {
  type: dataset_type,
  ann_file: `${data_root}VOC2007/ImageSets/Main/test.txt`,
  img_prefix: `${data_root}VOC2007/`,
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
      ann_file: [
        `${data_root}VOC2007/ImageSets/Main/trainval.txt`,
        `${data_root}VOC2012/ImageSets/Main/trainval.txt`,
      ],
      img_prefix: [`${data_root}VOC2007/`, `${data_root}VOC2012/`],
      pipeline: train_pipeline,
    },
    val,
    test: val,
  },
  evaluation: { interval: 2000, metric: 'mAP', save_best: 'auto' },
});
