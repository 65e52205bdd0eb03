/**
 * @module Crops to a random window with a drawn min IoU with every box: the sampling strategy of SSD,
 * https://arxiv.org/abs/1512.02325, section 2.2. Boxes whose center lies outside of the window are dropped.
 */
import { z } from 'zod';
import { defineComponent, type RandomSource } from '../../core/index.js';
import { concatRows, overlaps } from '../../structures/index.js';
import { imageOf, mapSegs, maskKeys, selectInstances } from '../fields.js';
import { cropMasks, type InstanceMasks } from '../instance-masks.js';
import type { Window } from '../kernels/pad-and-crop.js';
import { publishedShape } from '../pixels.js';
import type { PipelineSample, Transform } from '../sample.js';
import { cropPixels, moveBoxes } from './crop-window.js';
import { onlyImage } from './only-image.js';
import { fraction } from './options.js';

const NAME = 'MinIoURandomCrop';

/** Number of windows to try before another IoU is drawn. */
const NUM_TRIES = 50;

const minIouSchema = z.strictObject({
  /** Min IoU of window and boxes: one of these is drawn, or 0, or 1, which keeps the full image. */
  min_ious: z.array(fraction).default([0.1, 0.3, 0.5, 0.7, 0.9]),
  /** Min width and height of the window, as a fraction of the image's. */
  min_crop_size: z.number().gt(0).max(1).default(0.3),
  /** Whether boxes are clipped to the window. */
  bbox_clip_border: z.boolean().default(true),
});

export const minIouRandomCrop = defineComponent({
  type: NAME,
  schema: minIouSchema,
  build: ({ min_ious: minIous, min_crop_size: minSize, bbox_clip_border: clips }): Transform => {
    const modes = [1, ...minIous, 0];
    return (sample, random) => {
      onlyImage(sample, NAME);
      const { height, width } = imageOf(sample, NAME);
      const boxes = concatRows((sample.bbox_fields ?? []).map((key) => sample[key] as Float32Array));
      while (true) {
        const minIou = modes[random.choice(modes.length)];
        if (minIou === 1) return sample;
        for (let tries = 0; tries < NUM_TRIES; tries++) {
          const window = drawWindow(height, width, minSize, random);
          if (window === null || !isAccepted(window, boxes, minIou)) continue;
          return cropTo(sample, window, boxes.length > 0, clips);
        }
      }
    };
  },
});

/** `undefined` when the window is empty or its aspect ratio exceeds 2. */
function drawWindow(height: number, width: number, minSize: number, random: RandomSource): Window | null {
  const cropWidth = random.uniform(minSize * width, width);
  const cropHeight = random.uniform(minSize * height, height);
  const ratio = cropHeight / cropWidth;
  if (ratio < 0.5 || ratio > 2) return null;
  // The reference passes numpy a single bound, which is the lower one; the upper one is 1.
  const left = random.uniform(width - cropWidth, 1);
  const top = random.uniform(height - cropHeight, 1);
  const window = [left, top, left + cropWidth, top + cropHeight].map(Math.trunc) as [
    number,
    number,
    number,
    number,
  ];
  return window[2] === window[0] || window[3] === window[1] ? null : window;
}

function isAccepted(window: Window, boxes: Float32Array, minIou: number): boolean {
  if (boxes.length === 0) return true;
  if (Math.min(...overlaps(Float32Array.from(window), boxes)) < minIou) return false;
  return insideCenters(boxes, window).length > 0;
}

/** Rows of the boxes whose center lies inside the window. */
function insideCenters(boxes: Float32Array, [x1, y1, x2, y2]: Window): number[] {
  return [...Array(boxes.length / 4).keys()].filter((i) => {
    const x = Math.fround(boxes[4 * i] + boxes[4 * i + 2]) / 2;
    const y = Math.fround(boxes[4 * i + 1] + boxes[4 * i + 3]) / 2;
    return x > x1 && y > y1 && x < x2 && y < y2;
  });
}

function cropTo(sample: PipelineSample, window: Window, hasBoxes: boolean, clips: boolean): PipelineSample {
  const img = cropPixels(imageOf(sample, NAME), window);
  const changed: PipelineSample = { ...sample, img, img_shape: publishedShape(img) };
  const size = clips ? ([window[3] - window[1], window[2] - window[0]] as const) : null;
  for (const key of hasBoxes ? (sample.bbox_fields ?? []) : []) {
    const before = sample[key] as Float32Array;
    const kept = insideCenters(before, window);
    Object.assign(changed, selectInstances(sample, key, moveBoxes(before, window, size), kept));
    const maskKey = maskKeys[key];
    if (changed[maskKey] !== undefined) {
      changed[maskKey] = cropMasks(changed[maskKey] as InstanceMasks, window);
    }
  }
  return mapSegs(changed, (map) => cropPixels(map, window));
}
