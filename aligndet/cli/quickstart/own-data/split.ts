/** @module Splits an annotation file into images for training and images held out for validation. */
import { DataError, Random } from '../../../core/index.js';
import type { AnnotationFile, CocoJson } from './annotation-files.js';

type Image = CocoJson['images'][number];

/** Fraction of images held out where the folder has no split. */
const VAL_FRACTION = 0.2;

/** Images with at least one non-crowd annotation, in file order. */
export function annotatedImages({ json }: AnnotationFile): Image[] {
  const ids = new Set(json.annotations.filter((one) => !one.iscrowd).map(({ image_id: id }) => String(id)));
  return json.images.filter(({ id }) => ids.has(String(id)));
}

/** Splits the images of one file at random; deterministic for a seed. */
export function divided(file: AnnotationFile, seed: number): { train: Image[]; val: Image[] } {
  const images = annotatedImages(file);
  if (images.length < 2) {
    throw new DataError(
      `${file.path}: ${images.length} of ${file.json.images.length} images have an annotation, ` +
        'but at least two are needed: one for training and one for validation.',
    );
  }
  const order = Random.derive(seed, 3).permutation(images.length);
  const held = new Set(order.slice(0, Math.max(1, Math.round(images.length * VAL_FRACTION))));
  return {
    train: images.filter((_, i) => !held.has(i)),
    val: images.filter((_, i) => held.has(i)),
  };
}

/** The file with only these images and their annotations. */
export function subsetOf(json: CocoJson, images: readonly Image[]): CocoJson {
  const ids = new Set(images.map(({ id }) => String(id)));
  return {
    ...json,
    images: [...images],
    annotations: json.annotations.filter(({ image_id: id }) => ids.has(String(id))),
  };
}
