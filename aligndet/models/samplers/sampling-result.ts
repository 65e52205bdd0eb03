/** @module The positives and negatives of one image. Dims: P positives, Q negatives. */
import { takeRows } from '../../structures/index.js';
import type { AssignResult, GroundTruth } from '../assigners/assigner.js';

export interface SamplingResult {
  /** `[P]` ascending indices into the candidates. */
  readonly posInds: Int32Array;
  /** `[Q]`, ascending. */
  readonly negInds: Int32Array;
  /** `[P, 4]`. */
  readonly posBoxes: Float32Array;
  /** `[Q, 4]`. */
  readonly negBoxes: Float32Array;
  /** `[P]`: 1 if the candidate is itself a ground truth. */
  readonly posIsGt: Uint8Array;
  /** `[P]` index of the positive's ground truth. */
  readonly posAssignedGtInds: Int32Array;
  /** `[P, 4]` ground truth of each positive. */
  readonly posGtBoxes: Float32Array;
  /** `[P]` classes of the ground truths, if these have classes. */
  readonly posGtLabels?: Int32Array;
  readonly numGts: number;
}

/** @param isGt `[N]` flags of the candidates; by default none is a ground truth. */
export function samplingResult(
  posInds: Int32Array,
  negInds: Int32Array,
  boxes: Float32Array,
  { gtInds, labels, numGts }: AssignResult,
  groundTruth: GroundTruth,
  isGt?: Uint8Array,
): SamplingResult {
  const posAssignedGtInds = posInds.map((prior) => gtInds[prior] - 1);
  return {
    posInds,
    negInds,
    posBoxes: takeRows(boxes, posInds),
    negBoxes: takeRows(boxes, negInds),
    posIsGt: Uint8Array.from(posInds, (prior) => isGt?.[prior] ?? 0),
    posAssignedGtInds,
    posGtBoxes: takeRows(groundTruth.bboxes, posAssignedGtInds),
    posGtLabels: labels === undefined ? undefined : posInds.map((prior) => labels[prior]),
    numGts,
  };
}

/** Ascending indices where `isSelected` is set. */
export function indicesWhere(gtInds: Int32Array, isSelected: (gtInd: number) => boolean): Int32Array {
  const found = new Int32Array(gtInds.length);
  let count = 0;
  for (let i = 0; i < gtInds.length; i++) if (isSelected(gtInds[i])) found[count++] = i;
  return found.slice(0, count);
}
