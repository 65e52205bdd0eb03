/** @module The summary values of COCO: averages over parts of an evaluation. */
import { mean } from '../numeric/mean.js';
import type { CocoEvaluation } from './evaluation.js';
import type { AreaRange } from './protocol.js';

/** Selection to average over; default: everything. */
interface Selection {
  readonly iou?: number;
  readonly category?: number;
  readonly area?: AreaRange['name'];
  /** A limit of detections, which must be one of the protocol's. */
  readonly limit: number;
}

/** The twelve values of `COCOeval.summarize`, in its order; -1 without ground truths. */
export function cocoStats(evaluation: CocoEvaluation): number[] {
  const [first, second, third] = evaluation.protocol.maxDetections;
  const last = third ?? Number.NaN;
  return [
    averagePrecision(evaluation, { limit: 100 }), // pycocotools uses 100 here, regardless of the limits
    averagePrecision(evaluation, { iou: 0.5, limit: last }),
    averagePrecision(evaluation, { iou: 0.75, limit: last }),
    averagePrecision(evaluation, { area: 'small', limit: last }),
    averagePrecision(evaluation, { area: 'medium', limit: last }),
    averagePrecision(evaluation, { area: 'large', limit: last }),
    averageRecall(evaluation, { limit: first }),
    averageRecall(evaluation, { limit: second }),
    averageRecall(evaluation, { limit: last }),
    averageRecall(evaluation, { area: 'small', limit: last }),
    averageRecall(evaluation, { area: 'medium', limit: last }),
    averageRecall(evaluation, { area: 'large', limit: last }),
  ];
}

/** Mean precision over recall values, in [0, 1]; -1 if nothing is selected or there are no ground truths. */
export function averagePrecision(evaluation: CocoEvaluation, selection: Selection): number {
  return averageOf(evaluation, evaluation.precision, evaluation.protocol.recallThresholds.length, selection);
}

/** Mean of the reached recall values, in [0, 1]; -1 as for {@link averagePrecision}. */
export function averageRecall(evaluation: CocoEvaluation, selection: Selection): number {
  return averageOf(evaluation, evaluation.recall, 1, selection);
}

/** @param values `[T, inner, K, A, M]`. */
function averageOf(
  { protocol, categoryCount }: CocoEvaluation,
  values: Float64Array,
  inner: number,
  { iou, category, area = 'all', limit }: Selection,
): number {
  const a = protocol.areaRanges.findIndex(({ name }) => name === area);
  const m = protocol.maxDetections.indexOf(limit);
  if (a < 0 || m < 0) return -1;
  const [A, M] = [protocol.areaRanges.length, protocol.maxDetections.length];
  const chosen: number[] = [];
  for (let t = 0; t < protocol.iouThresholds.length; t++) {
    if (iou !== undefined && protocol.iouThresholds[t] !== iou) continue;
    for (let r = 0; r < inner; r++) {
      for (let k = category ?? 0; k < (category === undefined ? categoryCount : category + 1); k++) {
        const value = values[(((t * inner + r) * categoryCount + k) * A + a) * M + m];
        if (value > -1) chosen.push(value);
      }
    }
  }
  return chosen.length === 0 ? -1 : mean(Float64Array.from(chosen));
}
