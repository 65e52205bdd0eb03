/** @module Applies one of several pipelines, drawn for each image. */
import { z } from 'zod';
import { defineComponent, slot } from '../../core/index.js';
import type { Transform } from '../sample.js';
import { buildPipeline } from './compose.js';

export const autoAugment = defineComponent({
  type: 'AutoAugment',
  schema: z.strictObject({
    /** The pipelines, drawn with equal probability. */
    policies: z.array(z.array(slot('transform')).min(1)).min(1),
  }),
  build: ({ policies }, builder): Transform => {
    const pipelines = policies.map((policy) => buildPipeline(builder, policy));
    return (sample, random) => pipelines[random.choice(pipelines.length)](sample, random);
  },
});
