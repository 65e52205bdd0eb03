/** @module `VOCDataset`: folders in PASCAL VOC's layout. */
import { z } from 'zod';
import { DataError, defineComponent } from '../../core/index.js';
import { buildPipeline } from '../transforms/compose.js';
import { classNames, requireImages } from './annotation-source.js';
import { VOC_CLASSES } from './class-names.js';
import { concatDatasets } from './concat-dataset.js';
import { fileDatasetOptions, perFile, pipelineOptions } from './dataset-options.js';
import { PipelineDataset } from './pipeline-dataset.js';
import { vocSource } from './voc-source.js';

export const vocDataset = defineComponent({
  type: 'VOCDataset',
  schema: z.strictObject({
    ...fileDatasetOptions,
    /** Min width and height of a box, in pixels; smaller ones are ignored. */
    min_size: z.number().nonnegative().nullable().default(null),
    /** Folder of the images below `img_prefix`. */
    img_subdir: z.string().default('JPEGImages'),
    /** Folder of the XML files below `img_prefix`. */
    ann_subdir: z.string().default('Annotations'),
  }),
  build: (options, builder) => {
    const pipeline = buildPipeline(builder, options.pipeline);
    const parts = perFile(options).map((one) => {
      const source = vocSource(one.ann_file, one.img_prefix, {
        classes: classNames(one.classes, VOC_CLASSES),
        testMode: one.test_mode,
        filterEmptyGt: one.filter_empty_gt,
        minSizePx: one.min_size ?? 0,
        imgSubdir: one.img_subdir,
        annSubdir: one.ann_subdir,
      });
      requireImages(source, one.ann_file);
      return Object.assign(
        new PipelineDataset(source, pipelineOptions(one, source, builder.progress), pipeline),
        {
          year: yearOf(one.img_prefix),
        },
      );
    });
    return concatDatasets(parts, options.separate_eval);
  },
});

/** Selects the computation of average precision: 11 points for 2007, area for 2012. */
function yearOf(imgPrefix: string): 2007 | 2012 {
  if (imgPrefix.includes('VOC2007')) return 2007;
  if (imgPrefix.includes('VOC2012')) return 2012;
  throw new DataError(
    `VOCDataset: img_prefix "${imgPrefix}" must contain VOC2007 or VOC2012, which selects how AP is computed.`,
  );
}
