/** @module The contract of overlap calculators, and the default one. Dims: N boxes, xyxy. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { areaAt, MIN_AREA, type OverlapMode, overlap } from '../../structures/index.js';

/** Overlaps of one box with many; `iou`, and `iof` relative to the one box, are 0 for disjoint boxes. */
export interface IouCalculator {
  /**
   * Writes the overlap of the box at `at` in `groundTruths` with box i of `boxes` `[N, 4]` to `row[i]`, for i in [from,
   * to).
   */
  overlapsOf(
    groundTruths: Float32Array,
    at: number,
    boxes: Float32Array,
    mode: OverlapMode,
    row: Float32Array,
    from: number,
    to: number,
  ): void;
}

declare module '../../core/registry.js' {
  interface Slots {
    iou_calculator: IouCalculator;
  }
}

const { fround } = Math;

/** IoU with an early exit for the many boxes that are disjoint from the ground truth. */
function iouRow(
  groundTruths: Float32Array,
  at: number,
  boxes: Float32Array,
  row: Float32Array,
  from: number,
  to: number,
): void {
  const [left, top, right, bottom] = groundTruths.subarray(at, at + 4);
  const own = areaAt(groundTruths, at);
  for (let i = from, j = 4 * from; i < to; i++, j += 4) {
    const x1 = boxes[j];
    const y1 = boxes[j + 1];
    const x2 = boxes[j + 2];
    const y2 = boxes[j + 3];
    const width = fround(Math.min(right, x2) - Math.max(left, x1));
    const height = fround(Math.min(bottom, y2) - Math.max(top, y1));
    if (!(width > 0 && height > 0)) {
      row[i] = 0;
      continue;
    }
    const common = fround(width * height);
    const union = fround(fround(own + fround(fround(x2 - x1) * fround(y2 - y1))) - common);
    row[i] = common / Math.max(union, MIN_AREA);
  }
}

export const bboxOverlaps2D: IouCalculator = {
  overlapsOf(groundTruths, at, boxes, mode, row, from, to) {
    if (mode === 'iou') iouRow(groundTruths, at, boxes, row, from, to);
    else for (let i = from; i < to; i++) row[i] = overlap(groundTruths, at, boxes, 4 * i, mode);
  },
};

export const bboxOverlaps2DComponent = defineComponent({
  type: 'BboxOverlaps2D',
  schema: z.strictObject({
    /** Divisor of the coordinates in half precision, which is not supported: no effect. */
    scale: z.number().positive().default(1),
    /** Precision. Half precision (`fp16`) saves memory on GPUs only; overlaps are computed row by row here. */
    dtype: z.null('only null (float32) is supported: overlaps need no half precision').default(null),
  }),
  build: () => bboxOverlaps2D,
});
