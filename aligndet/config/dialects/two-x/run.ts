/**
 * @module Deprecated options of a run and its data: mmdetection's `compat_cfg` and `build_detector`, mmcv's runner.
 */
import { isObject } from '../../value.js';
import type { NewOptions, Rewrite } from './rewrite.js';

const TOP = /^$/;

/** Up to 2.7, `train_cfg` and `test_cfg` of the model were top-level keys. */
const besideModel = (key: 'train_cfg' | 'test_cfg'): Rewrite => ({
  in: TOP,
  key,
  to: (value, { model }) => (isObject(model) ? { [`model.${key}`]: value } : undefined),
  why: 'moved into the model in mmdetection 2.8',
});

export const runRewrites: readonly Rewrite[] = [
  besideModel('train_cfg'),
  besideModel('test_cfg'),
  {
    in: TOP,
    key: 'total_epochs',
    to: (epochs, { runner }): NewOptions | string => {
      if (!isObject(runner)) return { runner: { type: 'EpochBasedRunner', max_epochs: epochs } };
      if (runner.max_epochs !== undefined) return { 'runner.max_epochs': epochs };
      return 'deprecated form of runner.max_epochs, but the runner counts iterations. Remove total_epochs.';
    },
    why: 'moved to the runner',
  },
  {
    in: /^runner$/,
    key: 'type',
    to: (type) => (type === 'Runner' ? { type: 'EpochBasedRunner' } : undefined),
    wins: true,
    why: "mmcv's Runner counts epochs",
  },
  {
    in: /^optimizer_config$/,
    key: 'type',
    to: (type) => (type === 'DistOptimizerHook' ? { type: 'OptimizerHook' } : undefined),
    wins: true,
    why: 'one hook serves one and several processes',
  },
];

export const dataRewrites: readonly Rewrite[] = [
  {
    in: /^data$/,
    key: 'imgs_per_gpu',
    to: (images) => ({ samples_per_gpu: images }),
    wins: true,
    why: 'renamed in mmdetection 2.0; the old option wins where both are set',
  },
  {
    in: ['Pad'],
    key: 'pad_val',
    to: (value) =>
      typeof value === 'number' ? { pad_val: { img: value, masks: value, seg: 255 } } : undefined,
    wins: true,
    why: 'images, masks and label maps have separate values',
  },
];
