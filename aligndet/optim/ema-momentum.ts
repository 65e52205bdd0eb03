/**
 * @module Momentum of the moving average in AlignDet's pre-training: increases from `base` to `end` along half a
 * cosine.
 */

/** @param iter starts at 0; `total` iterations in the run. */
export function emaMomentum(base: number, end: number, iter: number, total: number): number {
  return end - ((end - base) * (Math.cos((Math.PI * iter) / total) + 1)) / 2;
}
