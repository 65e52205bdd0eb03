/** @module Detections on their image, and beside the truth. */
import type { Detections, Rle } from '../../structures/index.js';
import { colorOfInstance } from '../palette.js';
import { type DrawnInstance, drawBoxes, drawMasks, textScaleFor } from './draw-instances.js';
import { drawText, LINE_HEIGHT } from './font.js';
import { blankPicture, enlargePicture, type Picture, placePicture, type Rgb } from './picture.js';

export interface DetectionDrawOptions {
  /** Names by label. */
  readonly classes: readonly string[];
  /** Detections that score less are left out. */
  readonly scoreThreshold?: number;
  /** How much larger the picture is drawn than it is; small images need it for legible labels. */
  readonly enlarge?: number;
}

/** Objects as annotated: no scores. */
export interface Truth {
  /** `[M, 4]` xyxy. */
  readonly bboxes: ArrayLike<number>;
  /** `[M]`. */
  readonly labels: ArrayLike<number>;
  /** `[M]`, of the size of the image; absent for objects that have none. */
  readonly masks?: readonly (Rle | undefined)[];
}

/** A panel of a comparison. */
export interface Panel {
  readonly title: string;
  readonly picture: Picture;
}

/** A new picture with the detections. */
export function drawDetections(
  image: Picture,
  { bboxes, labels, masks }: Detections,
  { classes, scoreThreshold = 0.3, enlarge = 1 }: DetectionDrawOptions,
): Picture {
  // The best first: where captions would overlap, the earlier one stays.
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

/** A new picture with the annotated objects. */
export function drawTruth(
  image: Picture,
  { bboxes, labels, masks }: Truth,
  { classes, enlarge = 1 }: Pick<DetectionDrawOptions, 'classes' | 'enlarge'>,
): Picture {
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
export function sideBySide(panels: readonly Panel[]): Picture {
  const gap = 8;
  const scale = Math.max(...panels.map(({ picture }) => textScaleFor(picture)), 1);
  const header = (LINE_HEIGHT + 6) * scale;
  const width = panels.reduce((sum, { picture }) => sum + picture.width + gap, -gap);
  const height = header + Math.max(...panels.map(({ picture }) => picture.height));
  const sheet = blankPicture(width, height, [24, 24, 27]);
  let left = 0;
  for (const { title, picture } of panels) {
    drawText(sheet, title, left + 3 * scale, 3 * scale, [244, 244, 245], scale);
    placePicture(sheet, picture, left, header);
    left += picture.width + gap;
  }
  return sheet;
}

/** The colour of the next instance of a class. */
function instanceColors(): (label: number) => Rgb {
  const counts = new Map<number, number>();
  return (label) => {
    const nth = counts.get(label) ?? 0;
    counts.set(label, nth + 1);
    return colorOfInstance(label, nth);
  };
}

/** Masks at the image's own size, boxes and letters at the enlarged one, where they are sharp. */
function drawn(image: Picture, instances: readonly DrawnInstance[], factor: number): Picture {
  const copy = { ...image, data: image.data.slice() };
  drawMasks(copy, instances);
  const enlarged = factor === 1 ? copy : enlargePicture(copy, factor);
  drawBoxes(
    enlarged,
    instances.map(({ box, ...instance }) => ({ ...instance, box: Array.from(box, (side) => side * factor) })),
  );
  return enlarged;
}
