/**
 * @module A dataset from a list of annotated images, whatever they were read from: what mmdetection's `CustomDataset` is to
 * datasets of users. Its evaluation is that of `CustomDataset`: `mAP` and `recall`.
 */
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { type Builder, DataError } from '../../core/index.js';
import type { AnnotationInfo } from '../sample.js';
import { buildPipeline } from '../transforms/compose.js';
import {
  type AnnotationSource,
  classNames,
  type DropReason,
  MIN_IMAGE_SIZE_PX,
  requireImages,
} from './annotation-source.js';
import { colorTypeOf, fileDatasetOptions } from './dataset-options.js';
import { PipelineDataset } from './pipeline-dataset.js';

/** One image and its boxes. */
export interface AnnotatedImage {
  /** Path of the image below `img_prefix`. */
  readonly filename: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** `[x1, y1, x2, y2]` in pixels of the image. */
  readonly bboxes: readonly (readonly number[])[];
  /** Class of each box: an index into the classes. */
  readonly labels: readonly number[];
  /** Boxes that are neither to be found nor to be missed, such as crowds. */
  readonly ignored?: readonly (readonly number[])[];
}

const { pipeline, classes, data_root: dataRoot } = fileDatasetOptions;

/** Options of such a dataset; a schema spreads them and adds its own. */
export const imageListOptions = {
  /** Annotation file. */
  ann_file: z.string(),
  pipeline,
  classes,
  data_root: dataRoot,
  /** Folder of the images. */
  img_prefix: z.string().default(''),
  /** Whether items come without annotations, and all images are kept. */
  test_mode: z.boolean().default(false),
  /** Whether training leaves images without boxes out. */
  filter_empty_gt: z.boolean().default(true),
};

export type ImageListOptions = z.output<z.ZodObject<typeof imageListOptions>>;

/** The paths that the options come to, and the classes: `ann_file` and `img_prefix` below `data_root`. */
export function imageListPaths(
  options: ImageListOptions,
  ownClasses: readonly string[] = [],
): { annFile: string; imgPrefix: string; classes: readonly string[] } {
  const rooted = (path: string): string =>
    options.data_root === null || isAbsolute(path) ? path : join(options.data_root, path);
  return {
    annFile: rooted(options.ann_file),
    imgPrefix: rooted(options.img_prefix),
    classes: classNames(options.classes, ownClasses),
  };
}

/**
 * The dataset of `images`. Training leaves out images below 32 pixels and, with `filter_empty_gt`, those without boxes.
 *
 * @throws {DataError} that names the image whose boxes or labels are none, or when no image is left.
 */
export function imageListDataset(
  images: readonly AnnotatedImage[],
  options: ImageListOptions,
  builder: Builder,
  ownClasses: readonly string[] = [],
): PipelineDataset {
  const { annFile, imgPrefix, classes } = imageListPaths(options, ownClasses);
  const source = imageListSource(images, { ...options, annFile, classes });
  requireImages(source, annFile);
  const pipeline = buildPipeline(builder, options.pipeline);
  return new PipelineDataset(
    source,
    {
      imgPrefix,
      segPrefix: null,
      proposalFile: null,
      proposals: null,
      testMode: options.test_mode,
      colorType: colorTypeOf(options.pipeline),
    },
    pipeline,
  );
}

interface SourceRules {
  readonly annFile: string;
  readonly classes: readonly string[];
  readonly test_mode: boolean;
  readonly filter_empty_gt: boolean;
}

function imageListSource(
  listed: readonly AnnotatedImage[],
  { annFile, classes, test_mode: testMode, filter_empty_gt: dropsEmpty }: SourceRules,
): AnnotationSource {
  for (const image of listed) check(image, annFile, classes.length);
  const isLarge = ({ width, height }: AnnotatedImage) => Math.min(width, height) >= MIN_IMAGE_SIZE_PX;
  const hasBoxes = ({ bboxes }: AnnotatedImage) => !dropsEmpty || bboxes.length > 0;
  const kept = testMode ? listed : listed.filter((image) => isLarge(image) && hasBoxes(image));
  const numSmall = listed.filter((image) => !isLarge(image)).length;
  const dropped: DropReason[] = [
    { count: numSmall, reason: `are smaller than ${MIN_IMAGE_SIZE_PX} pixels` },
    { count: listed.length - numSmall - kept.length, reason: 'have no box' },
  ];
  return {
    classes,
    images: kept.map(({ filename, width, height }) => ({ id: filename, filename, width, height })),
    fileOf: () => annFile,
    annotationsOf: (index) => annotationsOf(kept[index]), // anew: a batch takes its arrays to another thread
    categoriesOf: (index) => [...kept[index].labels],
    dropped: testMode ? [] : dropped,
    numListed: listed.length,
    notes: [],
  };
}

function annotationsOf({ bboxes, labels, ignored = [] }: AnnotatedImage): AnnotationInfo {
  return {
    bboxes: Float32Array.from(bboxes.flat()),
    labels: Int32Array.from(labels),
    bboxes_ignore: Float32Array.from(ignored.flat()),
  };
}

function check(
  { filename, bboxes, labels, ignored = [] }: AnnotatedImage,
  file: string,
  numClasses: number,
): void {
  const where = `${file}: ${filename}`;
  if (bboxes.length !== labels.length) {
    throw new DataError(`${where} has ${bboxes.length} boxes, but ${labels.length} labels.`);
  }
  for (const box of [...bboxes, ...ignored]) {
    const [x1, y1, x2, y2] = box;
    if (box.length === 4 && box.every(Number.isFinite) && x2 > x1 && y2 > y1) continue;
    throw new DataError(
      `${where}: expected a box [x1, y1, x2, y2] in pixels with x2 > x1 and y2 > y1, but got [${box.join(', ')}].`,
    );
  }
  for (const label of labels) {
    if (Number.isInteger(label) && label >= 0 && label < numClasses) continue;
    throw new DataError(
      `${where}: expected labels from 0 to ${numClasses - 1}, one for each class, but got ${label}.`,
    );
  }
}
