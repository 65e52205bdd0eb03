/** @module Golden ops of non-maximum suppression. */
import { batchedNms, type NmsConfig, nms, type SoftNmsOptions, softNms } from '../../../aligndet/nn/index.js';
import { compareExact, compareValues } from '../compare.js';
import type { Finding } from '../handler.js';
import { floatInput, intInput } from './arrays.js';
import type { OpCase, OpHandler } from './op-handler.js';

const plain: OpHandler = (golden) => {
  const args = golden.args as Record<string, number>;
  const [boxes, scores] = [floatInput(golden, 'boxes'), floatInput(golden, 'scores')];
  const keep = nms(boxes, scores, {
    iouThreshold: args.iou_threshold,
    offset: args.offset as 0 | 1 | undefined,
    scoreThreshold: args.score_threshold,
    maxNum: args.max_num,
  });
  return compareKept(
    golden,
    'inds',
    keep,
    detsOf(boxes, keep, (index) => scores[index]),
  );
};

const soft: OpHandler = (golden) => {
  const args = golden.args as Record<string, number>;
  const boxes = floatInput(golden, 'boxes');
  const { keep, scores } = softNms(boxes, floatInput(golden, 'scores'), {
    iouThreshold: args.iou_threshold,
    sigma: args.sigma,
    minScore: args.min_score,
    method: golden.args.method as SoftNmsOptions['method'],
    offset: args.offset as 0 | 1 | undefined,
  });
  return compareKept(
    golden,
    'inds',
    keep,
    detsOf(boxes, keep, (_, rank) => scores[rank]),
  );
};

const batched: OpHandler = (golden) => {
  const { nms_cfg: config, class_agnostic: isAgnostic } = golden.args;
  const [boxes, scores] = [floatInput(golden, 'boxes'), floatInput(golden, 'scores')];
  const labels = intInput(golden, 'idxs');
  const { dets, keep } = batchedNms(boxes, scores, labels, config as NmsConfig | null, isAgnostic === true);
  return compareKept(golden, 'keep', keep, dets);
};

function detsOf(
  boxes: Float32Array,
  keep: Int32Array,
  scoreOf: (index: number, rank: number) => number,
): Float32Array {
  return Float32Array.from(
    [...keep].flatMap((index, rank) => [...boxes.subarray(4 * index, 4 * index + 4), scoreOf(index, rank)]),
  );
}

function compareKept(golden: OpCase, indices: string, keep: Int32Array, dets: Float32Array): Finding[] {
  const expected = (name: string) => golden.expected.get(name)?.data ?? [];
  return [
    compareExact(indices, keep, expected(indices)),
    compareValues('dets', dets, expected('dets'), golden.tolerance),
  ];
}

export const nmsOps: Record<string, OpHandler> = { nms: plain, soft_nms: soft, batched_nms: batched };
