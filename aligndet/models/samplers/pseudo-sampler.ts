/** @module The sampler that selects all assigned priors: for losses that weight priors themselves. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import type { Sampler } from './sampler.js';
import { indicesWhere, samplingResult } from './sampling-result.js';

export const takeAllSampler: Sampler = {
  takesAll: true,
  sample(assigned, boxes, groundTruth) {
    const posInds = indicesWhere(assigned.gtInds, (gt) => gt > 0);
    const negInds = indicesWhere(assigned.gtInds, (gt) => gt === 0);
    return samplingResult(posInds, negInds, boxes, assigned, groundTruth);
  },
};

export const pseudoSampler = defineComponent({
  type: 'PseudoSampler',
  schema: z.strictObject({}),
  build: () => takeAllSampler,
});
