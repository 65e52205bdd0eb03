/** @module Tells what is odd about the data before a long run is spent on it. */
import { DataError, type Logger, type Progress } from '../core/index.js';
import { checkImageSizes, type DetectionDataset } from '../datasets/index.js';

/**
 * Logs what the dataset has to say of its annotations, and compares images with the sizes that they give.
 *
 * @param path of the dataset in the config.
 * @throws {DataError} when an image is missing, is none, or has another size.
 */
export async function reviewData(
  dataset: DetectionDataset,
  path: string,
  { logger, progress }: { readonly logger: Logger; readonly progress: Progress },
): Promise<void> {
  for (const note of dataset.notes ?? []) logger.warn(`${path}: ${note}`);
  try {
    await checkImageSizes(dataset, progress);
  } catch (cause) {
    if (cause instanceof DataError) throw new DataError(`${path}: ${cause.message}`, { cause });
    throw cause;
  }
}

/** @throws {DataError} when no image has a box to learn from. */
export function requireBoxes(dataset: DetectionDataset, path: string): void {
  if (dataset.annotationsOf === undefined) return;
  for (let i = 0; i < dataset.length; i++) if (dataset.annotationsOf(i).bboxes.length > 0) return;
  const notes = dataset.notes?.join(' ') || 'Every annotation is a crowd, or every object is difficult.';
  throw new DataError(
    `${path}: none of the ${dataset.length} images has a box to learn from. ${notes} ` +
      'Boxes are in pixels of the original image: [x, y, width, height] in COCO files, xmin, ymin, xmax, ymax from 1 on in ' +
      'those of VOC. Check them, and width and height of the image.',
  );
}
