/**
 * @module `MultiViewCocoDataset` of AlignDet: each sample is loaded once and passes through one pipeline per view.
 */
import { z } from 'zod';
import { DataError, defineComponent, type RandomSource, slot } from '../../core/index.js';
import type { PipelineSample, Transform } from '../sample.js';
import { buildPipeline } from '../transforms/compose.js';
import { pipelineOption } from '../transforms/options.js';
import type { DetectionDataset } from './detection-dataset.js';
import { requireProposals } from './require-proposals.js';

/** Max attempts for a sample of which a view drops every box. */
const MAX_TRIES = 15;

export const multiViewCocoDataset = defineComponent({
  type: 'MultiViewCocoDataset',
  schema: z
    .strictObject({
      /** Dataset that loads the images and boxes of the views. */
      dataset: slot('dataset'),
      /** Number of views, one per pipeline. */
      num_views: z.int().positive(),
      /** The pipeline of each view. */
      pipelines: z.array(pipelineOption),
    })
    .superRefine(({ num_views: count, pipelines }, context) => {
      if (count === pipelines.length) return;
      const message = `expected ${pipelines.length}, the number of pipelines, but got ${count}`;
      context.addIssue({ code: 'custom', path: ['num_views'], message });
    }),
  build: ({ dataset: config, pipelines }, builder): DetectionDataset => {
    requireProposals(config);
    const dataset: DetectionDataset = builder.build('dataset', config);
    const views = pipelines.map((pipeline) => buildPipeline(builder, pipeline));
    return {
      length: dataset.length,
      classes: dataset.classes,
      flag: dataset.flag,
      notes: dataset.notes,
      inner: [dataset],
      get: (index, random) => viewsOf(dataset, views, index, random),
    };
  },
});

/**
 * Views are drawn in order. The reference fails on a batch when a view has no box left; drawing
 * again changes nothing where it succeeds.
 */
async function viewsOf(
  dataset: DetectionDataset,
  views: readonly Transform[],
  index: number,
  random: RandomSource,
): Promise<PipelineSample[]> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const loaded = await dataset.get(index, random);
    if (Array.isArray(loaded))
      throw new DataError('MultiViewCocoDataset: its dataset must return single samples, not views.');
    const results: PipelineSample[] = [];
    for (const view of views) {
      const result = await view(loaded, random);
      if (result === null) break;
      results.push(...(Array.isArray(result) ? result : [result]));
    }
    if (results.length >= views.length) return results;
  }
  throw new DataError(
    `MultiViewCocoDataset: item ${index} has no box left in one of its views after ${MAX_TRIES} attempts. Check the crops and filters of its pipelines.`,
  );
}
