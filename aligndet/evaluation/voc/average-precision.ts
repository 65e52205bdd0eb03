/**
 * @module Average precision of PASCAL VOC: at eleven recall values (2007), or the area under the curve (since 2010).
 */
import { pairwiseSum } from '../numeric/mean.js';

const { fround } = Math;

export type PrecisionMode = '11points' | 'area';

/**
 * @param recalls ascending, in [0, 1].
 * @param precisions in [0, 1], of the same length.
 * @returns a float32 value in [0, 1], as in mmdetection.
 */
export function vocAveragePrecision(
  recalls: Float64Array,
  precisions: Float32Array,
  mode: PrecisionMode,
): number {
  return mode === 'area' ? areaUnderCurve(recalls, precisions) : elevenPoints(recalls, precisions);
}

function elevenPoints(recalls: Float64Array, precisions: Float32Array): number {
  let sum = 0;
  for (let i = 0; i <= 10; i++) {
    let best = 0;
    for (let k = 0; k < recalls.length; k++) {
      if (recalls[k] >= i * 0.1 && precisions[k] > best) best = precisions[k];
    }
    sum = fround(sum + best);
  }
  return fround(sum / 11);
}

function areaUnderCurve(recalls: Float64Array, precisions: Float32Array): number {
  const xs = new Float64Array(recalls.length + 2);
  const ys = new Float64Array(recalls.length + 2);
  xs.set(recalls, 1);
  xs[xs.length - 1] = 1;
  ys.set(precisions, 1);
  for (let i = ys.length - 1; i > 0; i--) ys[i - 1] = Math.max(ys[i - 1], ys[i]);
  const parts: number[] = [];
  for (let i = 1; i < xs.length; i++) if (xs[i] !== xs[i - 1]) parts.push((xs[i] - xs[i - 1]) * ys[i]);
  return fround(pairwiseSum(Float64Array.from(parts), 0, parts.length));
}
