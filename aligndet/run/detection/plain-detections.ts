/** @module Converts detections to plain data, sorted by descending score, and back. */
import { describeValue, UsageError } from '../../core/index.js';
import type { Detections } from '../../structures/index.js';
import type { Box, DetectOptions, ImageDetections } from '../options.js';

/** @throws {UsageError} for a value out of range. */
export function checkDetectOptions({ scoreThreshold, maxDetections }: DetectOptions): void {
  checkScore(scoreThreshold);
  if (maxDetections !== undefined && !(Number.isInteger(maxDetections) && maxDetections >= 0)) {
    throw new UsageError(
      `maxDetections: expected an integer of at least 0, but got ${describeValue(maxDetections)}.`,
    );
  }
}

/** @throws {UsageError} unless it is in [0, 1] or absent. */
export function checkScore(scoreThreshold: number | undefined): void {
  if (scoreThreshold === undefined || (scoreThreshold >= 0 && scoreThreshold <= 1)) return;
  throw new UsageError(
    `scoreThreshold: expected a number from 0 to 1, but got ${describeValue(scoreThreshold)}.`,
  );
}

/**
 * @param size of the original image.
 * @param classes names by label.
 */
export function plainDetections(
  { bboxes, labels, masks }: Detections,
  { width, height }: { readonly width: number; readonly height: number },
  classes: readonly string[],
  { scoreThreshold = 0, maxDetections = Number.POSITIVE_INFINITY }: DetectOptions,
): ImageDetections {
  const scoreAt = (i: number) => bboxes[5 * i + 4];
  const chosen = [...labels.keys()]
    .filter((i) => scoreAt(i) >= scoreThreshold)
    .sort((a, b) => scoreAt(b) - scoreAt(a))
    .slice(0, maxDetections);
  return {
    width,
    height,
    boxes: chosen.map((i) => [...bboxes.subarray(5 * i, 5 * i + 4)] as Box),
    scores: chosen.map(scoreAt),
    labels: chosen.map((i) => labels[i]),
    classNames: chosen.map((i) => classes[labels[i]] ?? `class ${labels[i]}`),
    ...(masks && { masks: chosen.map((i) => masks[i]) }),
  };
}

/** In the form that the drawing functions take. */
export function detectionsOf({ boxes, scores, labels, masks }: ImageDetections): Detections {
  const bboxes = new Float32Array(5 * boxes.length);
  for (const [i, box] of boxes.entries()) bboxes.set([...box, scores[i]], 5 * i);
  return { bboxes, labels: Int32Array.from(labels), ...(masks && { masks }) };
}
