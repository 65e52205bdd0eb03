/**
 * @module Mean average precision of PASCAL VOC, as in mmdetection's `eval_map`. Dims: K classes, N detections of a
 * class, M ground truth boxes of an image.
 */
import { boxOverlaps } from '../box-overlaps.js';
import { type PrecisionMode, vocAveragePrecision } from './average-precision.js';

const { fround } = Math;

/** Min denominator, float32's epsilon: without ground truths recall is 0. */
const MIN_COUNT = 2 ** -23;

/** Ground truth of one image. Boxes are `[M, 4]` xyxy. */
export interface VocImageGroundTruth {
  readonly bboxes: Float32Array;
  readonly labels: ArrayLike<number>;
  /** Ignored (difficult) objects. */
  readonly bboxes_ignore?: Float32Array;
  readonly labels_ignore?: ArrayLike<number>;
}

export interface MeanApOptions {
  readonly iouThreshold: number;
  readonly mode: PrecisionMode;
  /** Includes the last pixel of a box, as in PASCAL VOC. */
  readonly usesLegacyCoordinates?: boolean;
}

export interface ClassResult {
  readonly ap: number;
  readonly numGts: number;
  readonly numDets: number;
  /** After each detection, by descending score. */
  readonly recalls: Float64Array;
  readonly precisions: Float32Array;
}

export interface MeanApResult {
  /** Over the classes that have ground truths; 0 if there are none. */
  readonly meanAp: number;
  readonly classes: readonly ClassResult[];
}

/** @param detections per image and class `[N, 5]` xyxy and score. */
export function evaluateMeanAp(
  detections: readonly (readonly Float32Array[])[],
  groundTruth: readonly VocImageGroundTruth[],
  options: MeanApOptions,
): MeanApResult {
  const numClasses = detections[0]?.length ?? 0;
  const classes = Array.from({ length: numClasses }, (_, label) =>
    evaluateClass(
      detections.map((image) => image[label]),
      groundTruth.map((image) => groundTruthOfClass(image, label)),
      options,
    ),
  );
  const aps = classes.filter(({ numGts }) => numGts > 0).map(({ ap }) => ap);
  const sum = aps.reduce((total, ap) => fround(total + ap), 0);
  return { meanAp: aps.length === 0 ? 0 : fround(sum / aps.length), classes };
}

/** Ground truth boxes, followed by ignored boxes. */
interface ClassGroundTruth {
  readonly boxes: Float32Array;
  readonly numGts: number;
}

function groundTruthOfClass(image: VocImageGroundTruth, label: number): ClassGroundTruth {
  const found = rowsOf(image.bboxes, image.labels, label);
  const ignored = image.bboxes_ignore ? rowsOf(image.bboxes_ignore, image.labels_ignore ?? [], label) : [];
  return { boxes: Float32Array.of(...found, ...ignored), numGts: found.length / 4 };
}

function rowsOf(boxes: Float32Array, labels: ArrayLike<number>, label: number): number[] {
  const rows: number[] = [];
  for (let i = 0; i < labels.length; i++)
    if (labels[i] === label) rows.push(...boxes.subarray(4 * i, 4 * i + 4));
  return rows;
}

function evaluateClass(
  detections: readonly Float32Array[],
  groundTruth: readonly ClassGroundTruth[],
  { iouThreshold, mode, usesLegacyCoordinates = false }: MeanApOptions,
): ClassResult {
  const numGts = groundTruth.reduce((sum, image) => sum + image.numGts, 0);
  const scores: number[] = [];
  const outcomes: Outcome[] = [];
  for (const [i, boxes] of detections.entries()) {
    for (const outcome of judge(boxes, groundTruth[i], iouThreshold, usesLegacyCoordinates ? 1 : 0))
      outcomes.push(outcome);
    for (let at = 4; at < boxes.length; at += 5) scores.push(boxes[at]);
  }
  const recalls = new Float64Array(scores.length);
  const precisions = new Float32Array(scores.length);
  let [right, wrong] = [0, 0];
  for (const [k, i] of descendingOrder(scores).entries()) {
    if (outcomes[i] === 'right') right++;
    else if (outcomes[i] === 'wrong') wrong++;
    recalls[k] = right / Math.max(numGts, MIN_COUNT);
    precisions[k] = right / Math.max(right + wrong, MIN_COUNT);
  }
  const ap = vocAveragePrecision(recalls, precisions, mode);
  return { ap, numGts, numDets: scores.length, recalls, precisions };
}

type Outcome = 'right' | 'wrong' | 'ignored';

/** Every detection is compared with the box of max IoU, taken or not. */
function judge(
  detections: Float32Array,
  { boxes, numGts }: ClassGroundTruth,
  iouThreshold: number,
  extra: 0 | 1,
): Outcome[] {
  const count = detections.length / 5;
  const total = boxes.length / 4;
  const outcomes: Outcome[] = Array(count).fill('wrong');
  if (total === 0) return outcomes;
  const overlaps = boxOverlaps(detections, 5, boxes, 4, extra);
  const isTaken = new Uint8Array(total);
  const scores = Array.from({ length: count }, (_, i) => detections[5 * i + 4]);
  for (const i of descendingOrder(scores)) {
    let best = 0;
    for (let j = 1; j < total; j++) if (overlaps[i * total + j] > overlaps[i * total + best]) best = j;
    if (overlaps[i * total + best] < iouThreshold) continue;
    if (best >= numGts) outcomes[i] = 'ignored';
    else if (isTaken[best] === 0) {
      isTaken[best] = 1;
      outcomes[i] = 'right';
    }
  }
  return outcomes;
}

function descendingOrder(scores: readonly number[]): number[] {
  return [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
}
