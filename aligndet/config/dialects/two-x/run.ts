/** @module Old options of a run and of its data: mmdetection's `compat_cfg` and `build_detector`, mmcv's runner. */
import { isObject } from '../../value.js';
import type { NewOptions, Rewrite } from './rewrite.js';

const TOP = /^$/;

/** The model's own `train_cfg` and `test_cfg` stood beside it up to 2.7. */
const besideModel = (key: 'train_cfg' | 'test_cfg'): Rewrite => ({
  in: TOP,
  key,
  to: (value, { model }) => (isObject(model) ? { [`model.${key}`]: value } : undefined),
  why: 'mmdetection has it in the model since version 2.8',
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
      return 'is the old form of runner.max_epochs, but the runner counts something else. Take total_epochs out.';
    },
    why: 'the runner has it now',
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
    why: 'one hook steps with one process and with several',
  },
];

export const dataRewrites: readonly Rewrite[] = [
  {
    in: /^data$/,
    key: 'imgs_per_gpu',
    to: (images) => ({ samples_per_gpu: images }),
    wins: true,
    why: 'mmdetection calls it samples_per_gpu since 2.0, and takes the old one where both are given',
  },
  {
    in: ['Pad'],
    key: 'pad_val',
    to: (value) =>
      typeof value === 'number' ? { pad_val: { img: value, masks: value, seg: 255 } } : undefined,
    wins: true,
    why: 'images, masks and label maps have values of their own',
  },
];
