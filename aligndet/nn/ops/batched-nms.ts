/** @module NMS per class, with the configuration and results of mmcv 1.6. Dims: N boxes. */
import { z } from 'zod';
import { argsortDescending } from './argsort.js';
import { assertScored, nms } from './nms.js';
import { softNms } from './soft-nms.js';

/** Schema of `nms`: `{ type: 'nms', iou_threshold: 0.5 }`. */
export const nmsSchema = z
  .strictObject({
    /** `nms` removes boxes; `soft_nms` decays scores. */
    type: z.enum(['nms', 'soft_nms']).default('nms'),
    /** IoU above which the lower-scored box is removed (nms), or from which it is decayed (soft_nms). */
    iou_threshold: z.number().optional(),
    /** Deprecated spelling of `iou_threshold`. */
    iou_thr: z.number().optional(),
    /** Let boxes of different classes suppress each other. */
    class_agnostic: z.boolean().optional(),
    /** Number of boxes from which classes are processed one by one. */
    split_thr: z.number().default(10000),
    /** Max number of boxes to keep; all if not positive. */
    max_num: z.number().int().default(-1),
    /** Score threshold of candidates (nms, exclusive). */
    score_threshold: z.number().default(0),
    /** 1 includes both border pixels of integer boxes. */
    offset: z.literal([0, 1]).default(0),
    /** Sigma of the gaussian (soft_nms). */
    sigma: z.number().positive().default(0.5),
    /** Decayed scores below it are dropped (soft_nms). */
    min_score: z.number().default(1e-3),
    /** Decay method of scores (soft_nms). */
    method: z.enum(['naive', 'linear', 'gaussian']).default('linear'),
  })
  .refine(
    ({ type, iou_threshold, iou_thr }) => type === 'soft_nms' || (iou_threshold ?? iou_thr) !== undefined,
    {
      path: ['iou_threshold'],
      message: 'nms needs an IoU threshold.',
    },
  );

export type NmsConfig = z.input<typeof nmsSchema>;

export interface Kept {
  /** `[n, 5]`: x1, y1, x2, y2, score, by descending score. */
  readonly dets: Float32Array;
  /** `[n]` indices into the input. */
  readonly keep: Int32Array;
}

type Survivors = Omit<Kept, 'dets'> & { readonly scores: Float32Array };

/**
 * @param boxes `[N, 4]` xyxy.
 * @param scores `[N]`.
 * @param labels `[N]` classes; boxes of different classes are independent unless `isClassAgnostic`.
 * @param config `null` sorts and keeps everything. Its `class_agnostic` overrides the argument.
 */
export function batchedNms(
  boxes: Float32Array,
  scores: Float32Array,
  labels: Int32Array,
  config: NmsConfig | null,
  isClassAgnostic = false,
): Kept {
  assertScored(boxes, scores);
  if (config === null) return keptOf(boxes, { keep: argsortDescending(scores), scores });
  const options = nmsSchema.parse(config);
  const isApart = !(options.class_agnostic ?? isClassAgnostic);
  const placed = isApart ? movedApart(boxes, labels) : { boxes, areDisjoint: false };
  const survivors =
    scores.length < options.split_thr
      ? select(placed.boxes, scores, options, placed.areDisjoint && options.offset === 0 ? labels : undefined)
      : selectPerClass(placed.boxes, scores, labels, options);
  return keptOf(boxes, survivors);
}

type NmsSettings = z.output<typeof nmsSchema>;

function select(
  boxes: Float32Array,
  scores: Float32Array,
  settings: NmsSettings,
  groups?: Int32Array,
): Survivors {
  const { iou_threshold, iou_thr, max_num: maxNum, score_threshold: scoreThreshold, offset } = settings;
  const iouThreshold = iou_threshold ?? iou_thr;
  if (settings.type === 'nms') {
    const keep = nms(
      boxes,
      scores,
      { iouThreshold: iouThreshold as number, offset, scoreThreshold, maxNum },
      groups,
    );
    return { keep, scores: scores };
  }
  const { sigma, min_score: minScore, method } = settings;
  const soft = softNms(boxes, scores, { iouThreshold, sigma, minScore, method, offset });
  const decayed = scores.slice();
  soft.keep.forEach((index, rank) => {
    decayed[index] = soft.scores[rank];
  });
  return { keep: maxNum > 0 ? soft.keep.slice(0, maxNum) : soft.keep, scores: decayed };
}

/** Processes one class at a time, for numbers of boxes at which the reference would run out of memory. */
function selectPerClass(
  boxes: Float32Array,
  scores: Float32Array,
  labels: Int32Array,
  settings: NmsSettings,
): Survivors {
  const after = new Float32Array(scores.length);
  const isKept = new Uint8Array(scores.length);
  for (const label of new Set(labels)) {
    const members = Int32Array.from(labels.keys()).filter((index) => labels[index] === label);
    const own = rowsOf(boxes, members);
    const survivors = select(
      own,
      Float32Array.from(members, (index) => scores[index]),
      { ...settings, max_num: -1 },
    );
    for (const rank of survivors.keep) {
      isKept[members[rank]] = 1;
      after[members[rank]] = survivors.scores[rank];
    }
  }
  const kept = Int32Array.from(labels.keys()).filter((index) => isKept[index] === 1);
  const order = argsortDescending(Float32Array.from(kept, (index) => after[index]));
  const keep = order.map((rank) => kept[rank]);
  return { keep: settings.max_num > 0 ? keep.slice(0, settings.max_num) : keep, scores: after };
}

/**
 * Shifts each class by `label * (max coordinate + 1)` in float32, as mmcv does. Without negative coordinates no two
 * classes overlap; otherwise they may, and then they suppress each other as in the reference.
 */
function movedApart(boxes: Float32Array, labels: Int32Array): { boxes: Float32Array; areDisjoint: boolean } {
  let largest = -Infinity;
  let smallest = Infinity;
  for (const coordinate of boxes) {
    if (coordinate > largest) largest = coordinate;
    if (coordinate < smallest) smallest = coordinate;
  }
  const step = Math.fround(largest + 1);
  const moved = new Float32Array(boxes.length);
  for (let i = 0; i < boxes.length; i++) moved[i] = boxes[i] + Math.fround(labels[i >> 2] * step);
  return { boxes: moved, areDisjoint: smallest >= 0 };
}

function rowsOf(boxes: Float32Array, indices: Int32Array): Float32Array {
  const rows = new Float32Array(4 * indices.length);
  indices.forEach((index, row) => {
    rows.set(boxes.subarray(4 * index, 4 * index + 4), 4 * row);
  });
  return rows;
}

function keptOf(boxes: Float32Array, { keep, scores }: Survivors): Kept {
  const dets = new Float32Array(5 * keep.length);
  keep.forEach((index, row) => {
    dets.set(boxes.subarray(4 * index, 4 * index + 4), 5 * row);
    dets[5 * row + 4] = scores[index];
  });
  return { dets, keep };
}
