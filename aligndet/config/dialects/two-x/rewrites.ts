/** @module Every option of mmdetection 2.0 to 2.11, and of the mmcv of its time, that has another form in 2.25. */

import { headRewrites } from './heads.js';
import { modelRewrites } from './model.js';
import type { Rewrite } from './rewrite.js';
import { dataRewrites, runRewrites } from './run.js';
import { transformerRewrites } from './transformers.js';

/** In this order at each object, from the outermost inwards. */
export const rewrites: readonly Rewrite[] = [
  ...runRewrites,
  ...dataRewrites,
  ...modelRewrites,
  ...headRewrites,
  ...transformerRewrites,
];

/** Keys of the top level that are read here, and only here. */
export const OLD_TOP_KEYS: readonly string[] = ['train_cfg', 'test_cfg'];
