/**
 * @module Crops boxes out of masks at a fixed size: the targets of mask heads.
 *
 * mmcv's RoIAlign (`aligned`, as many samples per bin as pixels) on one channel, rounded to float32 after every step
 * as there, because many border pixels hit the threshold 0.5 exactly. Dims: N boxes, M masks, H, W of the output.
 */
import { type BitmapMasks, bitmapMasks, planeOf } from './bitmap-masks.js';

const { fround } = Math;

/** Neighboring pixels along one axis, with their weights, for every sample of every bin. */
interface AxisSamples {
  /** Samples per bin. */
  readonly perBin: number;
  /** Lower neighbour; -1 where the sample lies outside the mask. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly lowWeight: Float32Array;
  readonly highWeight: Float32Array;
}

/**
 * @param boxes `[N, 4]` xyxy in pixels of the masks.
 * @param indices `[N]`: the mask of each box.
 * @returns N masks of `[height, width]`: 1 where at least half is covered.
 */
export function cropAndResizeBitmaps(
  masks: BitmapMasks,
  boxes: ArrayLike<number>,
  indices: ArrayLike<number>,
  height: number,
  width: number,
): BitmapMasks {
  const coverage = cropCoverage(masks, boxes, indices, height, width);
  const data = Uint8Array.from(coverage, (fraction) => (fraction >= 0.5 ? 1 : 0));
  return { ...bitmapMasks(data, height, width), count: indices.length };
}

/** The same before the threshold. @returns `[N, height, width]` in [0, 1]. */
export function cropCoverage(
  masks: BitmapMasks,
  boxes: ArrayLike<number>,
  indices: ArrayLike<number>,
  height: number,
  width: number,
): Float32Array {
  const size = height * width;
  const coverage = new Float32Array(indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const rows = samplesAlong(boxes[4 * i + 1], boxes[4 * i + 3], height, masks.height);
    const columns = samplesAlong(boxes[4 * i], boxes[4 * i + 2], width, masks.width);
    averageBins(planeOf(masks, indices[i]), masks.width, rows, columns, coverage, i * size);
  }
  return coverage;
}

/** Samples along one axis of a box `start..end`, divided into `bins`, on `size` pixels. */
function samplesAlong(start: number, end: number, bins: number, size: number): AxisSamples {
  const from = fround(fround(start) - 0.5);
  const length = fround(fround(fround(end) - 0.5) - from);
  const bin = fround(length / bins);
  const perBin = Math.max(Math.ceil(bin), 0);
  const samples = bins * perBin;
  const axis = {
    perBin,
    low: new Int32Array(samples),
    high: new Int32Array(samples),
    lowWeight: new Float32Array(samples),
    highWeight: new Float32Array(samples),
  };
  for (let i = 0; i < samples; i++) {
    const inBin = fround(fround((i % perBin) + 0.5) * bin);
    const position = fround(fround(from + fround(Math.floor(i / perBin) * bin)) + fround(inBin / perBin));
    if (position < -1 || position > size) {
      axis.low[i] = -1;
      continue;
    }
    const inside = Math.max(position, 0);
    const low = Math.min(Math.floor(inside), size - 1);
    axis.low[i] = low;
    axis.high[i] = Math.min(low + 1, size - 1);
    axis.highWeight[i] = low === size - 1 ? 0 : inside - low;
    axis.lowWeight[i] = 1 - axis.highWeight[i];
  }
  return axis;
}

function averageBins(
  plane: Uint8Array,
  stride: number,
  rows: AxisSamples,
  columns: AxisSamples,
  result: Float32Array,
  offset: number,
): void {
  const count = Math.max(rows.perBin * columns.perBin, 1);
  const height = rows.perBin === 0 ? 0 : rows.low.length / rows.perBin;
  const width = columns.perBin === 0 ? 0 : columns.low.length / columns.perBin;
  let at = offset;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      let sum = 0;
      for (let r = y * rows.perBin; r < (y + 1) * rows.perBin; r++) {
        if (rows.low[r] < 0) continue;
        const [upper, lower] = [rows.low[r] * stride, rows.high[r] * stride];
        const [upperWeight, lowerWeight] = [rows.lowWeight[r], rows.highWeight[r]];
        for (let c = x * columns.perBin; c < (x + 1) * columns.perBin; c++) {
          const left = columns.low[c];
          if (left < 0) continue;
          const right = columns.high[c];
          const [leftWeight, rightWeight] = [columns.lowWeight[c], columns.highWeight[c]];
          let value = fround(plane[upper + left] * fround(upperWeight * leftWeight));
          value = fround(value + fround(plane[upper + right] * fround(upperWeight * rightWeight)));
          value = fround(value + fround(plane[lower + left] * fround(lowerWeight * leftWeight)));
          value = fround(value + fround(plane[lower + right] * fround(lowerWeight * rightWeight)));
          sum = fround(sum + value);
        }
      }
      result[at] = sum / count;
    }
  }
}
