/** @module `MultiImageMixDataset`: for transforms that need other images of the dataset, such as `CopyPaste`. */
import { z } from 'zod';
import { DataError, defineComponent, type RandomSource, slot } from '../../core/index.js';
import type { PipelineSample, Transform } from '../sample.js';
import { pipelineOption } from '../transforms/options.js';
import type { DetectionDataset } from './detection-dataset.js';

export const multiImageMixDataset = defineComponent({
  type: 'MultiImageMixDataset',
  schema: z.strictObject({
    /** Dataset of the images to mix. */
    dataset: slot('dataset'),
    /** Transforms of the mixed samples. */
    pipeline: pipelineOption,
    /** Removed; only `null` is accepted, as in the reference. */
    dynamic_scale: z.null({ error: 'dynamic_scale was removed: use Resize' }).default(null),
    /** Types of transforms to skip. */
    skip_type_keys: z.array(z.string()).nullable().default(null),
    /** Max attempts per transform. */
    max_refetch: z.int().positive().default(15),
  }),
  build: (options, builder): DetectionDataset => {
    const dataset: DetectionDataset = builder.build('dataset', options.dataset);
    const pipeline = options.pipeline
      .filter(({ type }) => !options.skip_type_keys?.includes(type))
      .map((config) => builder.build('transform', config));
    return {
      length: dataset.length,
      classes: dataset.classes,
      flag: dataset.flag,
      notes: dataset.notes,
      inner: [dataset],
      get: async (index, random) => {
        let sample = await single(dataset, index, random);
        for (const transform of pipeline) {
          sample = await mix(dataset, sample, transform, options.max_refetch, random);
        }
        return sample;
      },
    };
  },
});

async function mix(
  dataset: DetectionDataset,
  sample: PipelineSample,
  transform: Transform,
  maxTries: number,
  random: RandomSource,
): Promise<PipelineSample> {
  const others: PipelineSample[] = [];
  for (const index of transform.mixedIndices?.(dataset, random) ?? []) {
    others.push(await single(dataset, index, random));
  }
  const input = transform.mixedIndices === undefined ? sample : { ...sample, mix_results: others };
  for (let tries = 0; tries < maxTries; tries++) {
    const result = await transform(input, random);
    if (result === null) continue;
    if (Array.isArray(result))
      throw new DataError('MultiImageMixDataset: a transform must return a single sample.');
    const { mix_results: _, ...mixed } = result;
    return mixed;
  }
  throw new DataError(
    'MultiImageMixDataset: its pipeline dropped the sample in every attempt. Check its crops and filters.',
  );
}

async function single(
  dataset: DetectionDataset,
  index: number,
  random: RandomSource,
): Promise<PipelineSample> {
  const sample = await dataset.get(index, random);
  if (Array.isArray(sample))
    throw new DataError('MultiImageMixDataset: its dataset must return single samples, not views.');
  return sample;
}
