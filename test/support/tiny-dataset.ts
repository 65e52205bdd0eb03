/** @module A data set of a few small images, and a run config that trains a detector of few weights on it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { annotation, type CocoFile, writeCoco } from './coco.js';
import { tinyMaskRcnn } from './tiny-models.js';

const classes = ['disc', 'box', 'line'];
const normalize = { type: 'Normalize', mean: [128, 128, 128], std: [64, 64, 64], to_rgb: true };
const resize = { type: 'Resize', img_scale: [64, 48], keep_ratio: true };

/** Images of 64 x 48 pixels with two boxes each. */
export function tinyCoco(numImages = 6): CocoFile {
  const numbers = Array.from({ length: numImages }, (_, i) => i + 1);
  return {
    images: numbers.map((id) => ({ id, file_name: `${id}.png`, width: 64, height: 48 })),
    annotations: numbers.flatMap((id) => [
      annotation(2 * id, id, 1 + (id % 3), [2 * id, 4, 20, 16]),
      annotation(2 * id + 1, id, 1 + ((id + 1) % 3), [30 - id, 20, 24, 20]),
    ]),
    categories: classes.map((name, i) => ({ id: i + 1, name })),
  };
}

export interface TinyDataset {
  /** Path of the annotation file. */
  readonly annotations: string;
  /** Path of the run config. */
  readonly config: string;
}

/** Writes images, annotations and a config of 2 epochs with 3 iterations each; logs and saves all the time. */
export async function writeTinyDataset(
  folder: string,
  coco = tinyCoco(),
  model: object = tinyMaskRcnn,
): Promise<TinyDataset> {
  const annotations = await writeCoco(folder, coco);
  const config = join(folder, 'tiny.json');
  writeFileSync(config, JSON.stringify({ ...runConfig(folder, annotations), model }, null, 1));
  return { annotations, config };
}

function runConfig(folder: string, annotations: string) {
  const source = { type: 'CocoDataset', classes, ann_file: annotations, img_prefix: `${folder}/` };
  const test = {
    ...source,
    pipeline: [
      { type: 'LoadImageFromFile' },
      {
        type: 'MultiScaleFlipAug',
        img_scale: [64, 48],
        flip: false,
        transforms: [
          { type: 'Resize', keep_ratio: true },
          { type: 'RandomFlip' },
          normalize,
          { type: 'Pad', size_divisor: 16 },
          { type: 'ImageToTensor', keys: ['img'] },
          { type: 'Collect', keys: ['img'] },
        ],
      },
    ],
  };
  return {
    data: {
      samples_per_gpu: 2,
      workers_per_gpu: 0,
      train: {
        ...source,
        pipeline: [
          { type: 'LoadImageFromFile' },
          { type: 'LoadAnnotations', with_bbox: true, with_mask: true },
          resize,
          { type: 'RandomFlip', flip_ratio: 0.5 },
          normalize,
          { type: 'Pad', size_divisor: 16 },
          { type: 'DefaultFormatBundle' },
          { type: 'Collect', keys: ['img', 'gt_bboxes', 'gt_labels', 'gt_masks'] },
        ],
      },
      val: test,
      test,
    },
    optimizer: { type: 'SGD', lr: 0.01, momentum: 0.9 },
    optimizer_config: { grad_clip: { max_norm: 10 } },
    lr_config: { policy: 'step', step: [1] },
    runner: { type: 'EpochBasedRunner', max_epochs: 2 },
    checkpoint_config: { interval: 1 },
    log_config: { interval: 1, hooks: [{ type: 'TextLoggerHook' }] },
    custom_hooks: [{ type: 'NumClassCheckHook' }],
  };
}
