/** @module Every option of mmdetection 2.0 to 2.11, and of the matching mmcv, that has another form in 2.25. */

import { headRewrites } from './heads.js';
import { modelRewrites } from './model.js';
import type { Rewrite } from './rewrite.js';
import { dataRewrites, runRewrites } from './run.js';
import { transformerRewrites } from './transformers.js';

/** Applied in this order to each object, outermost first. */
export const rewrites: readonly Rewrite[] = [
  ...runRewrites,
  ...dataRewrites,
  ...modelRewrites,
  ...headRewrites,
  ...transformerRewrites,
];

/** Top-level keys that only rewrites read. */
export const OLD_TOP_KEYS: readonly string[] = ['train_cfg', 'test_cfg'];
