/** @module Golden op `seg_masks`: a mask head's predictions pasted into the image. */
import { roundHalfEven } from '../../../aligndet/core/index.js';
import {
  bitmapOfRuns,
  type PlacedMask,
  pasteMaskAsRle,
  runsOfRle,
} from '../../../aligndet/structures/index.js';
import { pasteWindow, samplePixels } from '../../../aligndet/structures/masks/paste-masks.js';
import { compareExact } from '../compare.js';
import type { Finding } from '../handler.js';
import { caseArray, joined } from './mask-outputs.js';
import type { OpHandler } from './op-handler.js';

/** Pastes predictions into the image, as bitmaps and as runs. */
export const segMasks: OpHandler = (golden) => {
  const args = golden.args as {
    class_agnostic: boolean;
    mask_thr_binary: number;
    ori_shape: [number, number];
    scale_factor: number[];
    rescale: boolean;
  };
  const [count, classes, height, width] = caseArray(golden, 'mask_pred').shape;
  const logits = caseArray(golden, 'mask_pred').data;
  const boxes = caseArray(golden, 'det_bboxes');
  const labels = caseArray(golden, 'det_labels').data;
  const scale = args.scale_factor.map(Math.fround);
  const [imageHeight, imageWidth] = args.rescale
    ? args.ori_shape
    : [roundHalfEven(args.ori_shape[0] * scale[1]), roundHalfEven(args.ori_shape[1] * scale[0])];
  const planes: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const channel = args.class_agnostic ? 0 : labels[i];
    const first = (i * classes + channel) * height * width;
    const mask = {
      probabilities: Float32Array.from({ length: height * width }, (_, k) => sigmoid(logits[first + k])),
      height,
      width,
      box: Float32Array.from({ length: 4 }, (_, k) => {
        const coordinate = boxes.data[i * boxes.shape[1] + k];
        return args.rescale ? coordinate / scale[k] : coordinate;
      }),
    };
    planes.push(
      args.mask_thr_binary < 0
        ? levels(mask, imageHeight, imageWidth)
        : bitmapOfRuns(runsOfRle(pasteMaskAsRle(mask, imageHeight, imageWidth, args.mask_thr_binary))),
    );
  }
  return [comparePixels('masks', joined(planes), caseArray(golden, 'masks', 'expected').data)];
};

/** `[height, width]` of `floor(255 * probability)`: what a negative threshold means to the reference. */
function levels(mask: PlacedMask, height: number, width: number): Uint8Array {
  const window = pasteWindow(mask.box, height, width);
  const probabilities = samplePixels(mask, window);
  const image = new Uint8Array(height * width);
  const rowSize = window.right - window.left;
  probabilities.forEach((value, i) => {
    const [y, x] = [Math.floor(i / rowSize), i % rowSize];
    image[(window.top + y) * width + window.left + x] = Math.fround(value * 255);
  });
  return image;
}

/** Equal but for a few pixels at the border, where float32 implementations differ: 1 in 10000. */
function comparePixels(name: string, actual: ArrayLike<number>, expected: ArrayLike<number>): Finding {
  if (actual.length !== expected.length) return compareExact(name, actual, expected);
  let different = 0;
  for (let i = 0; i < expected.length; i++) if (actual[i] !== expected[i]) different++;
  const share = different / (1e-4 * expected.length);
  return { name, share, relativeError: different / expected.length, detail: `${different} pixels differ` };
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
