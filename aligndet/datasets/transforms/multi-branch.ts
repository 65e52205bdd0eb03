/** @module Several views of one sample, each with its own pipeline. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import type { PipelineSample, Transform } from '../sample.js';
import { buildPipeline } from './compose.js';
import { pipelineOption } from './options.js';

export const multiBranch = defineComponent({
  type: 'MultiBranch',
  schema: z.object({}).catchall(pipelineOption),
  build: (branches, builder): Transform => {
    const pipelines = Object.values(branches).map((branch) => buildPipeline(builder, branch));
    return async (sample, random) => {
      const views: PipelineSample[] = [];
      for (const pipeline of pipelines) {
        const view = await pipeline(sample, random);
        if (view === null) return null;
        views.push(...(Array.isArray(view) ? view : [view]));
      }
      return views;
    };
  },
});
