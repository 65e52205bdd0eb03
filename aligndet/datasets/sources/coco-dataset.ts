/** @module `CocoDataset`, and `SingleViewCocoDataset`, whose samples are lists of one view. */
import { z } from 'zod';
import { type Builder, defineComponent } from '../../core/index.js';
import { cocoIndex } from '../annotations/index-cache.js';
import type { Transform } from '../sample.js';
import { buildPipeline } from '../transforms/compose.js';
import { classNames, requireImages } from './annotation-source.js';
import { COCO_CLASSES } from './class-names.js';
import { requireCategories } from './coco-labels.js';
import { type CocoSource, cocoSource } from './coco-source.js';
import { concatDatasets } from './concat-dataset.js';
import { asksForMasks, fileDatasetOptions, perFile, pipelineOptions } from './dataset-options.js';
import type { DetectionDataset } from './detection-dataset.js';
import { PipelineDataset } from './pipeline-dataset.js';

const cocoSchema = z.strictObject({
  ...fileDatasetOptions,
  /**
   * What to do with annotations without a valid mask, where masks are used (`with_mask` of LoadAnnotations, metric
   * `segm`): `error` stops before the start, `skip` leaves them out, `box` uses their boxes as masks. They are
   * counted in the log.
   */
  invalid_annotations: z.enum(['error', 'skip', 'box']).default('error'),
});

type CocoOptions = z.output<typeof cocoSchema>;

export const cocoDataset = defineComponent({
  type: 'CocoDataset',
  schema: cocoSchema,
  build: (options, builder) => buildCoco(options, builder, (pipeline) => pipeline),
});

export const singleViewCocoDataset = defineComponent({
  type: 'SingleViewCocoDataset',
  schema: cocoSchema,
  build: (options, builder) => buildCoco(options, builder, asOneView),
});

function asOneView(pipeline: Transform): Transform {
  return async (sample, random) => {
    const view = await pipeline(sample, random);
    return view === null || Array.isArray(view) ? view : [view];
  };
}

function buildCoco(
  options: CocoOptions,
  builder: Builder,
  wrap: (pipeline: Transform) => Transform,
): DetectionDataset {
  const pipeline = wrap(buildPipeline(builder, options.pipeline));
  const parts = perFile(options).map((one): PipelineDataset<CocoSource> => {
    const source = cocoSource(cocoIndex(one.ann_file, builder.progress), {
      classes: classNames(one.classes, COCO_CLASSES),
      testMode: one.test_mode,
      filterEmptyGt: one.filter_empty_gt,
      invalidAnnotations: one.invalid_annotations,
      withMasks: asksForMasks(one.pipeline),
    });
    requireCategories(source);
    requireImages(source, one.ann_file);
    return new PipelineDataset(source, pipelineOptions(one, source, builder.progress), pipeline);
  });
  return concatDatasets(parts, options.separate_eval);
}
