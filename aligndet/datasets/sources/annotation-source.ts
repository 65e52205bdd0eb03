/** @module The annotations of a dataset, available before any image is opened. */
import { existsSync, readFileSync } from 'node:fs';
import { DataError, shortList } from '../../core/index.js';
import type { AnnotationInfo, ImageInfo } from '../sample.js';

/** Min width and height of a training image, in pixels. */
export const MIN_IMAGE_SIZE_PX = 32;

export interface AnnotationSource {
  /** Class names, by label. */
  readonly classes: readonly string[];
  /** The images kept, in order. */
  readonly images: readonly ImageInfo[];
  /** Path of the file that describes image `index`. */
  fileOf(index: number): string;
  /** Annotations of image `index`, created at each call. */
  annotationsOf(index: number): AnnotationInfo;
  /** Like `annotations`, without boxes for which a loss is not finite, where the reference keeps them. */
  trainingAnnotationsOf?(index: number): AnnotationInfo;
  /** Categories that occur in image `index`, with repeats, for class balancing. */
  categoriesOf(index: number): number[];
  /** Why images were left out, for messages. */
  readonly dropped: readonly DropReason[];
  /** Number of images in the file. */
  readonly numListed: number;
  /** Messages on the annotations: boxes that were left out, categories without a class. */
  readonly notes: readonly string[];
}

/** `count` images were left out: `3 are smaller than 32 pixels`. */
export interface DropReason {
  readonly count: number;
  readonly reason: string;
}

/** Such as `3 have no annotation of these classes, 1 are smaller than 32 pixels`; empty when all are kept. */
export function whyDropped(dropped: readonly DropReason[]): string {
  return dropped
    .filter(({ count }) => count > 0)
    .map(({ count, reason }) => `${count} ${reason}`)
    .join(', ');
}

/** @throws {DataError} when no image is kept. */
export function requireImages({ images, dropped, numListed, classes }: AnnotationSource, file: string): void {
  if (images.length > 0) return;
  const because = numListed === 0 ? 'the file lists none' : whyDropped(dropped);
  throw new DataError(
    `0 of ${numListed} images kept of ${file}, because ${because}. Classes: ${shortList(classes) || 'none'}. ` +
      'Check classes and ann_file, or set filter_empty_gt to false.',
  );
}

/** Names from a list, or from a file with one name per line; `standard` when not given. */
export function classNames(
  given: string | readonly string[] | null,
  standard: readonly string[],
): readonly string[] {
  if (given === null) return standard;
  const names = typeof given === 'string' ? namesIn(given) : given;
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    throw new DataError(
      `classes lists "${twice}" more than once: ${names.join(', ')}. Remove the duplicate.`,
    );
  }
  return names;
}

function namesIn(file: string): string[] {
  if (!existsSync(file))
    throw new DataError(
      `classes: the file ${file} does not exist. Expected a list of names, or a file with one name per line.`,
    );
  return readFileSync(file, 'utf8').replace(/\r/g, '').replace(/\n$/, '').split('\n');
}
