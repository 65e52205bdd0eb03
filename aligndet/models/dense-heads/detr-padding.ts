/** @module Which places of a map lie outside of their image. Dims: B images, H, W of the map. */
import type { ImageMeta } from '../../structures/index.js';
import type { PaddingMask } from '../positional-encodings/positional-encoding.js';
import type { Size } from '../priors/prior-generator.js';

/**
 * Of each place its nearest pixel counts, in PyTorch's rounding.
 *
 * @param inputSize height and width of the batch, in which images lie at the top left.
 */
export function paddingMask(
  metas: readonly Pick<ImageMeta, 'img_shape'>[],
  inputSize: Size,
  mapSize: Size,
): PaddingMask {
  const [height, width] = mapSize;
  const [rows, columns] = [nearestPixels(inputSize[0], height), nearestPixels(inputSize[1], width)];
  const data = new Uint8Array(metas.length * height * width);
  metas.forEach(({ img_shape: [imageHeight, imageWidth] }, image) => {
    let at = image * height * width;
    for (const row of rows)
      for (const column of columns) data[at++] = Number(row >= imageHeight || column >= imageWidth);
  });
  return { data, shape: [metas.length, height, width] };
}

/** The pixel of each of `count` places along a side. */
function nearestPixels(length: number, count: number): number[] {
  const step = Math.fround(length / count);
  return Array.from({ length: count }, (_, index) =>
    Math.min(Math.floor(Math.fround(index * step)), length - 1),
  );
}
