/** @module Draws plain detections on an image of any type. */
import { DataError, describeValue, UsageError } from '../../core/index.js';
import { drawDetections, encodeImage, type RgbImage } from '../../visualization/index.js';
import type { DrawOptions, ImageDetections, ImageInput } from '../options.js';
import { readGiven } from './image-input.js';
import { checkScore, detectionsOf } from './plain-detections.js';

/** Implements `draw`. */
export async function drawOn(
  image: ImageInput,
  detections: ImageDetections,
  options: DrawOptions,
): Promise<Uint8Array> {
  const { scoreThreshold = 0.3, format = 'png', quality = 85, enlarge = 1 } = options;
  checkScore(scoreThreshold);
  if (format !== 'png' && format !== 'jpeg')
    throw new UsageError(`format: expected "png" or "jpeg", but got ${describeValue(format)}.`);
  if (!(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
    throw new UsageError(`quality: expected an integer from 1 to 100, but got ${describeValue(quality)}.`);
  }
  if (!(enlarge > 0 && enlarge <= 100))
    throw new UsageError(
      `enlarge: expected a factor above 0 and up to 100, but got ${describeValue(enlarge)}.`,
    );
  const { name, pixels } = await readGiven(image, { colorType: 'color', order: 'rgb' });
  const { data, width, height } = pixels;
  if (width !== detections.width || height !== detections.height) {
    throw new DataError(
      `${name} is ${width} x ${height} pixels, but the detections are from an image of ` +
        `${detections.width} x ${detections.height}. Give the image that the detections are from.`,
    );
  }
  const canvas: RgbImage = { data: data as Uint8Array, width, height, channels: 3 };
  const classes: string[] = [];
  for (const [i, label] of detections.labels.entries()) classes[label] = detections.classNames[i];
  const drawn = drawDetections(canvas, detectionsOf(detections), { classes, scoreThreshold, enlarge });
  return encodeImage(drawn, format, quality);
}
