/** @module Sets the normalisation layers of a loaded model back to their start, before the run; AlignDet's `ResetNormsHook`. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { Norm } from '../../nn/index.js';
import type { Hook } from '../runner.js';

/** Statistics and affine parameters of the former, affine parameters of the latter; one-dimensional norms stay. */
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
