/** @module Draws detections on their image, for programs. */
import type { DrawOptions, ImageDetections, ImageInput } from './options.js';

/**
 * Draws boxes, masks, class names and scores on an image.
 *
 * @param image that the detections are from.
 * @returns an image file: PNG, or JPEG by `format`.
 * @throws {DataError} if the image cannot be read, or its size differs from that of the detections.
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { Detector, draw } from 'aligndet';
 *
 * const detector = await Detector.load('config.ts', 'checkpoint.pth');
 * const detections = await detector.detect('photo.jpg');
 * await writeFile('drawn.png', await draw('photo.jpg', detections, { scoreThreshold: 0.5 }));
 * detector.dispose();
 * ```
 */
export async function draw(
  image: ImageInput,
  detections: ImageDetections,
  options: DrawOptions = {},
): Promise<Uint8Array> {
  const { drawOn } = await import('./detection/draw-on.js');
  return drawOn(image, detections, options);
}
