/** @module Draws detections beside the ground truth. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DataError, type Progress } from '../../core/index.js';
import { type ColorType, imagePath, PipelineDataset, readImage } from '../../datasets/index.js';
import {
  type Dataset,
  type Detections,
  type Rle,
  rleOfRuns,
  runsOfSegmentation,
  type Segmentation,
} from '../../structures/index.js';
import {
  drawDetections,
  drawGroundTruth,
  encodeImage,
  type RgbImage,
  sideBySide,
} from '../../visualization/index.js';
import { drawingNames } from './drawing-names.js';

export interface DrawOptions {
  readonly folder: string;
  /** Min score of drawn detections. */
  readonly threshold: number;
  readonly progress: Progress;
}

/** One image file per image: the ground truth on the left, detections on the right. */
export async function drawResults(
  dataset: Dataset,
  results: readonly Detections[],
  options: DrawOptions,
): Promise<void> {
  const names = drawingNames(drawable(dataset).source.images.map(({ filename }) => filename));
  const task = options.progress.start('Drawing', results.length, 'images');
  try {
    for (const [index, detections] of results.entries()) {
      const { image } = await drawResult(
        dataset,
        index,
        [{ title: 'detected', detections }],
        options.threshold,
      );
      const path = join(options.folder, `${names[index]}.jpg`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await encodeImage(image, 'jpeg'));
      task.update(index + 1);
    }
  } finally {
    task.finish();
  }
}

/** The ground truth of image `index`, and each of `columns` beside it. */
export async function drawResult(
  dataset: Dataset,
  index: number,
  columns: readonly { title: string; detections: Detections }[],
  threshold: number,
): Promise<{ name: string; image: RgbImage }> {
  const { source, options } = drawable(dataset);
  const { filename } = source.images[index];
  const image = await rgbImageOf(imagePath(options.imgPrefix, filename), options.colorType ?? 'color');
  const groundTruth = source.annotationsOf(index);
  const { classes } = dataset;
  const enlarge = Math.max(1, Math.round(480 / Math.max(image.width, image.height)));
  const panels = columns.map(({ title, detections }) => ({
    title,
    image: drawDetections(image, detections, { classes, scoreThreshold: threshold, enlarge }),
  }));
  const masks = groundTruth.masks?.map((segmentation) => maskOf(segmentation, image));
  const { bboxes, labels } = groundTruth;
  const left = drawGroundTruth(image, { bboxes, labels, masks }, { classes, enlarge });
  return {
    name: filename.replace(/\.\w+$/, ''),
    image: sideBySide([{ title: 'ground truth', image: left }, ...panels]),
  };
}

/** Returns nothing for a mask whose size differs from the image. */
function maskOf(segmentation: Segmentation | null, { width, height }: RgbImage): Rle | undefined {
  if (segmentation === null) return undefined;
  const runs = runsOfSegmentation(segmentation, height, width);
  return runs.width === width && runs.height === height ? rleOfRuns(runs) : undefined;
}

function drawable(dataset: Dataset): PipelineDataset {
  if (dataset instanceof PipelineDataset) return dataset;
  throw new DataError('Only datasets with their own images can be drawn, not concatenated ones.');
}

async function rgbImageOf(path: string, colorType: ColorType): Promise<RgbImage> {
  const { data, width, height } = await readImage(path, colorType, 'rgb');
  return { data: data as Uint8Array, width, height, channels: 3 } as RgbImage;
}
