/**
 * @module Resets the normalization layers of a loaded model to their initialization before the run; AlignDet's
 * `ResetNormsHook`.
 */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { Norm } from '../../nn/index.js';
import type { Hook } from '../runner.js';

/**
 * Statistics and affine parameters of batch norms, affine parameters of group norms; one-dimensional norms are kept.
 */
const reset = new Set(['BatchNorm2d', 'SyncBatchNorm', 'GroupNorm', 'LayerNorm']);

export const resetNormsHook = defineComponent({
  type: 'ResetNormsHook',
  schema: z.strictObject({}),
  build: (): Hook => ({
    name: 'ResetNormsHook',
    beforeRun: ({ model }) => {
      for (const [, module] of model.namedModules()) {
        if (module instanceof Norm && module.kinds.some((kind) => reset.has(kind))) module.resetParameters();
      }
    },
  }),
});
