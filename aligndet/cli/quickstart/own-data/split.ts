/** @module The two parts of a split: which images of an annotation file are trained on and which are held back. */
import { DataError, Random } from '../../../core/index.js';
import type { AnnotationFile, CocoJson } from './annotation-files.js';

type Image = CocoJson['images'][number];

/** Fraction of the images that is held back where the folder has no split of its own. */
const VAL_FRACTION = 0.2;

/** Images with an object to learn, in file order. */
export function annotatedImages({ json }: AnnotationFile): Image[] {
  const ids = new Set(json.annotations.filter((one) => !one.iscrowd).map(({ image_id: id }) => String(id)));
  return json.images.filter(({ id }) => ids.has(String(id)));
}

/** Divides the images of one file at random; the same seed gives the same parts. */
export function divided(file: AnnotationFile, seed: number): { train: Image[]; val: Image[] } {
  const images = annotatedImages(file);
  if (images.length < 2) {
    throw new DataError(
      `${file.path}: ${images.length} of ${file.json.images.length} images have an annotation, ` +
        'but at least two have to: one to learn from and one to evaluate on.',
    );
  }
  const order = Random.derive(seed, 3).permutation(images.length);
  const held = new Set(order.slice(0, Math.max(1, Math.round(images.length * VAL_FRACTION))));
  return {
    train: images.filter((_, i) => !held.has(i)),
    val: images.filter((_, i) => held.has(i)),
  };
}

/** The file with these images and their annotations alone. */
export function subsetOf(json: CocoJson, images: readonly Image[]): CocoJson {
  const ids = new Set(images.map(({ id }) => String(id)));
  return {
    ...json,
    images: [...images],
    annotations: json.annotations.filter(({ image_id: id }) => ids.has(String(id))),
  };
}
