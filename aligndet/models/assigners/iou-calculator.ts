/** @module The contract of overlap calculators, and the default one. Dims: N boxes, xyxy. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { areaAt, MIN_AREA, type OverlapMode, overlap } from '../../structures/index.js';

/** Indices from `from` up to, not including, `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Overlaps of one box with many; `iou`, and `iof` relative to the one box, are 0 for disjoint boxes. */
export interface IouCalculator {
  /**
   * Writes the overlap of `box` with box i of `boxes` to `row[i]`, for each i of the range.
   *
   * @param box `[4]`, xyxy.
   * @param boxes `[N, 4]`, xyxy.
   * @param row `[N]`; elements outside of the range stay as they are.
   */
  overlapsOf(
    box: Float32Array,
    boxes: Float32Array,
    mode: OverlapMode,
    row: Float32Array,
    range: Range,
  ): void;
}

declare module '../../core/registry.js' {
  interface Slots {
    iou_calculator: IouCalculator;
  }
}

const { fround } = Math;

/** IoU with an early exit for the many boxes that are disjoint from the ground truth. */
function iouRow(box: Float32Array, boxes: Float32Array, row: Float32Array, { from, to }: Range): void {
  const [left, top, right, bottom] = box;
  const own = areaAt(box, 0);
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

export const overlapCalculator: IouCalculator = {
  overlapsOf(box, boxes, mode, row, range) {
    if (mode === 'iou') iouRow(box, boxes, row, range);
    else for (let i = range.from; i < range.to; i++) row[i] = overlap(box, 0, boxes, 4 * i, mode);
  },
};

export const bboxOverlaps2D = defineComponent({
  type: 'BboxOverlaps2D',
  schema: z.strictObject({
    /** Divisor of the coordinates in half precision, which is not supported: without effect. */
    scale: z.number().positive().default(1),
    /** Precision. Half precision (`fp16`) saves memory on GPUs only; overlaps are computed row by row here. */
    dtype: z.null('only null (float32) is supported: overlaps need no half precision here').default(null),
  }),
  build: () => overlapCalculator,
});
