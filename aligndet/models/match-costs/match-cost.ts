/**
 * @module The contract of match costs: what it costs to match each prediction with each truth. Dims: N predictions, M
 * truths. Nothing here needs a gradient.
 */

/** Rows of numbers: boxes, logits, masks, or labels as rows of one. */
export interface CostRows {
  readonly data: Float32Array | Int32Array;
  /** Numbers of a row. */
  readonly width: number;
}

/** @returns `[N, M]`. */
export type MatchCost = (predictions: CostRows, groundTruths: CostRows) => Float32Array;

declare module '../../core/registry.js' {
  interface Slots {
    match_cost: MatchCost;
  }
}

export function countRows({ data, width }: CostRows): number {
  return data.length / width;
}

/** `[N, M]` of what `costOf` says of a prediction and a truth. */
export function costOfPairs(
  predictions: CostRows,
  groundTruths: CostRows,
  costOf: (prediction: number, groundTruth: number) => number,
): Float32Array {
  const [numPredictions, numGroundTruths] = [countRows(predictions), countRows(groundTruths)];
  const costs = new Float32Array(numPredictions * numGroundTruths);
  for (let i = 0, at = 0; i < numPredictions; i++) {
    for (let j = 0; j < numGroundTruths; j++) costs[at++] = costOf(i, j);
  }
  return costs;
}
