/** @module Reports anomalies of the data before a long run. */
import { DataError, type Logger, type Progress } from '../core/index.js';
import { checkImageSizes, type DetectionDataset } from '../datasets/index.js';

/**
 * Logs the dataset's warnings on its annotations, and compares image files with the sizes in the annotations.
 *
 * @param path of the dataset in the config.
 * @throws {DataError} if an image is missing, cannot be decoded, or has another size.
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

/** @throws {DataError} if no image has a training box. */
export function requireBoxes(dataset: DetectionDataset, path: string): void {
  if (dataset.annotationsOf === undefined) return;
  for (let i = 0; i < dataset.length; i++) if (dataset.annotationsOf(i).bboxes.length > 0) return;
  const notes = dataset.notes?.join(' ') || 'Every annotation is a crowd, or every object is difficult.';
  throw new DataError(
    `${path}: none of the ${dataset.length} images has a box to train on. ${notes} ` +
      'Boxes are in pixels of the original image: [x, y, width, height] in COCO files, xmin, ymin, xmax, ymax starting at 1 in ' +
      'VOC files. Check the boxes, and width and height of the images.',
  );
}
