/** @module Draws detections on their image, and beside the ground truth. */
import type { Detections, Rle } from '../../structures/index.js';
import { colorOfInstance } from '../palette.js';
import { type DrawnInstance, drawBoxes, drawMasks, textScaleFor } from './draw-instances.js';
import { drawText, LINE_HEIGHT } from './font.js';
import { blankImage, enlargeImage, pasteImage, type Rgb, type RgbImage } from './rgb-image.js';

export interface DetectionDrawOptions {
  /** Names by label. */
  readonly classes: readonly string[];
  /** Min score of drawn detections. */
  readonly scoreThreshold?: number;
  /** Scale factor of the drawing; small images need it for legible labels. */
  readonly enlarge?: number;
}

/** Annotated objects, without scores. */
export interface DrawnGroundTruth {
  /** `[M, 4]` xyxy. */
  readonly bboxes: ArrayLike<number>;
  /** `[M]`. */
  readonly labels: ArrayLike<number>;
  /** `[M]`, of the size of the image; absent for objects without a mask. */
  readonly masks?: readonly (Rle | undefined)[];
}

/** A panel of a comparison. */
export interface Panel {
  readonly title: string;
  readonly image: RgbImage;
}

/** A new image with the detections. */
export function drawDetections(
  image: RgbImage,
  { bboxes, labels, masks }: Detections,
  { classes, scoreThreshold = 0.3, enlarge = 1 }: DetectionDrawOptions,
): RgbImage {
  // Highest score first: where captions would overlap, the earlier one is kept.
  const byScore = [...labels.keys()].sort((a, b) => bboxes[5 * b + 4] - bboxes[5 * a + 4]);
  const instances: DrawnInstance[] = [];
  const colorFor = instanceColors();
  for (const i of byScore) {
    const score = bboxes[5 * i + 4];
    if (score < scoreThreshold) break;
    instances.push({
      box: bboxes.subarray(5 * i, 5 * i + 4),
      color: colorFor(labels[i]),
      caption: `${classes[labels[i]] ?? labels[i]} ${Math.round(100 * score)}%`,
      mask: masks?.[i],
    });
  }
  return drawn(image, instances, enlarge);
}

/** A new image with the annotated objects. */
export function drawGroundTruth(
  image: RgbImage,
  { bboxes, labels, masks }: DrawnGroundTruth,
  { classes, enlarge = 1 }: Pick<DetectionDrawOptions, 'classes' | 'enlarge'>,
): RgbImage {
  const colorFor = instanceColors();
  const instances = Array.from({ length: labels.length }, (_, i) => ({
    box: [0, 1, 2, 3].map((k) => bboxes[4 * i + k]),
    color: colorFor(labels[i]),
    mask: masks?.[i],
    caption: classes[labels[i]] ?? String(labels[i]),
  }));
  return drawn(image, instances, enlarge);
}

/** Panels side by side, each under its title. */
export function sideBySide(panels: readonly Panel[]): RgbImage {
  const gap = 8;
  const scale = Math.max(...panels.map(({ image }) => textScaleFor(image)), 1);
  const header = (LINE_HEIGHT + 6) * scale;
  const width = panels.reduce((sum, { image }) => sum + image.width + gap, -gap);
  const height = header + Math.max(...panels.map(({ image }) => image.height));
  const sheet = blankImage(width, height, [24, 24, 27]);
  let left = 0;
  for (const { title, image } of panels) {
    drawText(sheet, title, left + 3 * scale, 3 * scale, [244, 244, 245], scale);
    pasteImage(sheet, image, left, header);
    left += image.width + gap;
  }
  return sheet;
}

/** The color of the next instance of a class. */
function instanceColors(): (label: number) => Rgb {
  const counts = new Map<number, number>();
  return (label) => {
    const nth = counts.get(label) ?? 0;
    counts.set(label, nth + 1);
    return colorOfInstance(label, nth);
  };
}

/** Masks at the original size, boxes and letters at the enlarged size, where they are sharp. */
function drawn(image: RgbImage, instances: readonly DrawnInstance[], factor: number): RgbImage {
  const copy = { ...image, data: image.data.slice() };
  drawMasks(copy, instances);
  const enlarged = factor === 1 ? copy : enlargeImage(copy, factor);
  drawBoxes(
    enlarged,
    instances.map(({ box, ...instance }) => ({
      ...instance,
      box: Array.from(box, (coordinate) => coordinate * factor),
    })),
  );
  return enlarged;
}
