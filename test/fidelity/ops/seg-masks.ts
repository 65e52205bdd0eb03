/** @module Golden op `seg_masks`: a mask head's predictions pasted into the image. */
import { bitmapOfRuns, pasteMask, pasteMaskAsRle, runsOfRle } from '../../../aligndet/structures/index.js';
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
  const encoded: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const channel = args.class_agnostic ? 0 : labels[i];
    const first = (i * classes + channel) * height * width;
    const mask = {
      probabilities: Float32Array.from({ length: height * width }, (_, k) => sigmoid(logits[first + k])),
      height,
      width,
      box: Float32Array.from({ length: 4 }, (_, k) => {
        const side = boxes.data[i * boxes.shape[1] + k];
        return args.rescale ? side / scale[k] : side;
      }),
    };
    planes.push(pasteMask(mask, imageHeight, imageWidth, args.mask_thr_binary));
    if (args.mask_thr_binary >= 0) {
      encoded.push(
        bitmapOfRuns(runsOfRle(pasteMaskAsRle(mask, imageHeight, imageWidth, args.mask_thr_binary))),
      );
    }
  }
  const pasted = joined(planes);
  const findings = [comparePixels('masks', pasted, caseArray(golden, 'masks', 'expected').data)];
  return encoded.length === 0 ? findings : [...findings, compareExact('as runs', joined(encoded), pasted)];
};

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

/** As numpy rounds: halves to the even integer. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
