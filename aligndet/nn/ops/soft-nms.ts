/**
 * @module Soft NMS, https://arxiv.org/abs/1704.04503, with the results of mmcv 1.6's CPU operator: float32 arithmetic,
 * and a box that falls below the min score is replaced by the last one.
 */
import { assertScored } from './nms.js';

export interface SoftNmsOptions {
  /** `naive` removes and `linear` decays from this IoU on; `gaussian` does not use it. */
  readonly iouThreshold?: number;
  /** Sigma of the gaussian. */
  readonly sigma?: number;
  /** Boxes whose decayed score is below are dropped. */
  readonly minScore?: number;
  readonly method?: 'naive' | 'linear' | 'gaussian';
  /** 1 includes both border pixels of integer boxes. */
  readonly offset?: 0 | 1;
}

export interface SoftKept {
  /** Indices of the boxes kept, in selection order. */
  readonly keep: Int32Array;
  /** Their decayed scores. */
  readonly scores: Float32Array;
}

/**
 * @param boxes `[N, 4]` xyxy.
 * @param scores `[N]`.
 */
export function softNms(
  boxes: Float32Array,
  scores: Float32Array,
  { iouThreshold = 0.3, sigma = 0.5, minScore = 1e-3, method = 'linear', offset = 0 }: SoftNmsOptions = {},
): SoftKept {
  assertScored(boxes, scores);
  const keep = Int32Array.from(scores.keys());
  const decayed = scores.slice();
  const area = new Float32Array(scores.length);
  for (let i = 0; i < area.length; i++) {
    area[i] = size(boxes[4 * i], boxes[4 * i + 2], offset) * size(boxes[4 * i + 1], boxes[4 * i + 3], offset);
  }
  const decay = decayOf(method, Math.fround(iouThreshold), Math.fround(sigma));
  const minimum = Math.fround(minScore);

  let count = scores.length;
  for (let i = 0; i < count; i++) {
    let best = i;
    for (let j = i + 1; j < count; j++) if (decayed[best] < decayed[j]) best = j;
    [keep[i], keep[best]] = [keep[best], keep[i]];
    [decayed[i], decayed[best]] = [decayed[best], decayed[i]];
    const chosen = keep[i];
    for (let j = i + 1; j < count; j++) {
      decayed[j] *= decay(iou(boxes, area, chosen, keep[j], offset));
      if (decayed[j] < minimum) {
        count--;
        keep[j] = keep[count];
        decayed[j] = decayed[count];
        j--;
      }
    }
  }
  return { keep: keep.slice(0, count), scores: decayed.slice(0, count) };
}

function decayOf(
  method: SoftNmsOptions['method'],
  threshold: number,
  sigma: number,
): (iou: number) => number {
  if (method === 'gaussian')
    return (iou) => Math.fround(Math.exp(Math.fround(-Math.fround(iou * iou) / sigma)));
  if (method === 'naive') return (iou) => (iou >= threshold ? 0 : 1);
  return (iou) => (iou >= threshold ? Math.fround(1 - iou) : 1);
}

function iou(boxes: Float32Array, area: Float32Array, a: number, b: number, offset: number): number {
  const width = size(
    Math.max(boxes[4 * a], boxes[4 * b]),
    Math.min(boxes[4 * a + 2], boxes[4 * b + 2]),
    offset,
  );
  const height = size(
    Math.max(boxes[4 * a + 1], boxes[4 * b + 1]),
    Math.min(boxes[4 * a + 3], boxes[4 * b + 3]),
    offset,
  );
  const overlap = Math.fround(Math.max(0, width) * Math.max(0, height));
  return Math.fround(overlap / Math.fround(Math.fround(area[a] + area[b]) - overlap));
}

function size(from: number, to: number, offset: number): number {
  return Math.fround(Math.fround(to - from) + offset);
}
