/**
 * @module What a config's types refuse, each at the line of the mistake, and what they let pass: checked by `npm run
 * types`, which fails where a line marked `@ts-expect-error` has no error.
 */
import { defineConfig, type Pipeline, type SlotConfig } from '../../aligndet/index.js';

export const whole = defineConfig({
  model: {
    type: 'RetinaNet',
    // @ts-expect-error depth is missing
    backbone: { type: 'ResNet' },
    neck: {
      type: 'FPN',
      in_channels: [256, 512, 1024, 2048],
      out_channels: 256,
      num_outs: 5,
      // @ts-expect-error misspelt
      start_levl: 1,
    },
    bbox_head: {
      type: 'RetinaHead',
      num_classes: 80,
      in_channels: 256,
      // @ts-expect-error no loss is called so
      loss_cls: { type: 'FocalLos' },
      loss_bbox: {
        type: 'L1Loss',
        // @ts-expect-error of SmoothL1Loss
        beta: 1,
      },
    },
  },
  optimizer: {
    type: 'AdamW',
    lr: 1e-4,
    // @ts-expect-error two numbers
    betas: [0.9],
  },
  // @ts-expect-error optimizer_config, one letter short
  optimizer_cofig: { grad_clip: null },
  lr_config: {
    policy: 'step',
    step: [8, 11],
    // @ts-expect-error gamma
    gama: 0.1,
  },
  my_variable: { anything: ['goes'] },
});

export const partial = defineConfig({
  _base_: ['../_base_/models/mask_rcnn_r50_fpn.ts'],
  model: {
    backbone: {
      depth: 101,
      // @ts-expect-error no backbone has it
      dept: 50,
    },
    roi_head: {
      bbox_head: {
        // @ts-expect-error a number
        num_classes: '20',
        loss_cls: { _delete_: true, type: 'FocalLoss', gamma: 2 },
      },
    },
    // @ts-expect-error no neck is called so
    neck: { type: 'FPM' },
  },
  data: {
    train: {
      dataset: {
        pipeline: [
          { type: 'LoadImageFromFile' },
          // @ts-expect-error no transform is called so
          { type: 'Resiz', img_scale: [1333, 800] },
          {
            type: 'Normalize',
            mean: [0, 0, 0],
            std: [1, 1, 1],
            // @ts-expect-error to_rgb
            to_rbg: true,
          },
        ],
      },
    },
  },
  lr_config: { step: [6] },
  checkpoint_config: { interval: 5 },
  optimizer_config: { grad_clip: { max_norm: 1 } },
  custom_hooks: [
    { type: 'MomentumUpdateHook', priority: 'LOW' },
    // @ts-expect-error no hook is called so
    { type: 'MomentumHook' },
  ],
  runner: { max_epochs: 24 },
});

export const section = defineConfig({
  _base_: '../_base_/datasets/coco_detection.ts',
  data: {
    // @ts-expect-error one letter too many
    samples_per_gpus: 2,
  },
});

/** Several datasets may stand in a row where a config is whole. */
export const row = defineConfig({
  data: {
    train: [
      { type: 'CocoDataset', ann_file: 'a.json', pipeline: [] },
      // @ts-expect-error no dataset is called so
      { type: 'CocoDatset', ann_file: 'b.json', pipeline: [] },
    ],
  },
});

/** Constants are checked where they stand. */
export const pipeline = [
  { type: 'LoadAnnotations', with_bbox: true },
  {
    type: 'Pad',
    // @ts-expect-error size_divisor
    size_devisor: 32,
  },
] as const satisfies Pipeline;

// @ts-expect-error the slot of losses holds no assigner
export const loss: SlotConfig<'loss'> = { type: 'MaxIoUAssigner' };
