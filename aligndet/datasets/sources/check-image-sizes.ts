/** @module Compares the sizes in image headers with the annotation file before a run starts. */
import { type Progress, silentProgress } from '../../core/index.js';
import { readImage } from '../images/decode.js';
import { type ImageHeader, imageHeader } from '../images/image-header.js';
import { imagePath } from '../images/image-path.js';
import { isAsWritten, type SizeClaim, SizeMismatchError } from '../images/size-mismatch.js';
import { datasetsPerFile } from './datasets-per-file.js';
import type { DetectionDataset } from './detection-dataset.js';
import type { PipelineDataset } from './pipeline-dataset.js';

/** Max number of images to check, evenly spaced; every image is checked again when it is loaded. */
const MAX_CHECKED = 1000;

/** Headers read concurrently. */
const PARALLEL = 16;

/**
 * @throws {SizeMismatchError} with the first image whose size differs, and their number.
 * @throws {DataError} when a file does not exist or is not an image.
 */
export async function checkImageSizes(
  dataset: DetectionDataset,
  progress: Progress = silentProgress,
): Promise<void> {
  for (const part of datasetsPerFile(dataset)) await checkDataset(part, progress);
}

async function checkDataset({ source, options }: PipelineDataset, progress: Progress): Promise<void> {
  const { colorType, imgPrefix } = options;
  if (colorType === null) return;
  const { images } = source;
  const count = Math.min(images.length, MAX_CHECKED);
  const task = progress.start('Checking image sizes', count, 'images');
  const mismatches: { index: number; claim: SizeClaim; header: ImageHeader }[] = [];
  const check = async (index: number): Promise<void> => {
    const { id, filename, width, height, isMeasured } = images[index];
    const image = imagePath(imgPrefix, filename);
    const header = await imageHeader(image);
    if (header === undefined) {
      await readImage(image); // throws the specific error
      return;
    }
    if (isMeasured) return;
    const written = { width, height };
    const read = colorType === 'color' ? header.turned : header.stored;
    if (isAsWritten(written, read)) return;
    mismatches.push({ index, claim: { image, id, file: source.fileOf(index), written }, header });
  };
  try {
    for (let start = 0; start < count; start += PARALLEL) {
      const end = Math.min(start + PARALLEL, count);
      const steps = Array.from({ length: end - start }, (_, i) => start + i);
      await Promise.all(steps.map((step) => check(Math.floor((step * images.length) / count))));
      task.update(end);
    }
  } finally {
    task.finish();
  }
  if (mismatches.length === 0) return;
  const { claim, header } = mismatches.reduce((first, one) => (one.index < first.index ? one : first));
  const extent = `${mismatches.length} of ${count} images checked differ. `;
  throw new SizeMismatchError(
    claim,
    colorType === 'color' ? header.turned : header.stored,
    header,
    count > 1 ? extent : '',
  );
}
