/**
 * @module Costs of the method's authors that compare embeddings, or nothing at all. No published config uses them. Dims: N
 * and M rows, D numbers of an embedding.
 */
import { z } from 'zod';
import { defineComponent, ShapeError } from '../../core/index.js';
import { concatRows } from '../../structures/index.js';
import { softmax } from '../dense-heads/logits.js';
import { type CostRows, costOfPairs, countRows, type MatchCost } from '../match-costs/match-cost.js';

/** Least length that is divided by. */
const EPSILON = 1e-12;

/** Nothing tells one pair from another. */
export const zeroCost: MatchCost = (predictions, truths) => costOfPairs(predictions, truths, () => 0);

/** 1 less the cosine of two embeddings. */
export const negativeCosineSimilarityCost: MatchCost = (predictions, truths) =>
  cosines(predictions, truths).map((cosine) => 1 - cosine);

/** 1 less the softmax of the cosines with all truths. */
export function dissimilarCost(predictions: CostRows, truths: CostRows, temperature = 0.5): Float32Array {
  const logits = cosines(predictions, truths).map((cosine) => cosine / temperature);
  const width = countRows(truths);
  const rows = Array.from({ length: countRows(predictions) }, (_, i) =>
    softmax(logits.subarray(i * width, (i + 1) * width)).map((share) => 1 - share),
  );
  return concatRows(rows);
}

/** `[N, M]`. @throws {ShapeError} unless both are embeddings of one width. */
function cosines(predictions: CostRows, truths: CostRows): Float32Array {
  if (predictions.width !== truths.width) {
    throw new ShapeError(
      `Embeddings of ${predictions.width} numbers cannot be compared with rows of ${truths.width}.`,
    );
  }
  const [a, b] = [normalised(predictions), normalised(truths)];
  const { width } = predictions;
  return costOfPairs(predictions, truths, (i, j) => {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += a[i * width + k] * b[j * width + k];
    return sum;
  });
}

/** Rows of unit length. */
function normalised({ data, width }: CostRows): Float32Array {
  const rows = Float32Array.from(data);
  for (let start = 0; start < rows.length; start += width) {
    const row = rows.subarray(start, start + width);
    const length = Math.max(Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)), EPSILON);
    row.forEach((value, i) => {
      row[i] = value / length;
    });
  }
  return rows;
}

const costSchema = z.strictObject({
  /** Without effect, as published; a head compares it with the weight of its loss. */
  weight: z.number().default(1),
});

export const zeroCostComponent = defineComponent({
  type: 'ZeroCost',
  schema: costSchema,
  build: () => zeroCost,
});

export const dissimilarCostComponent = defineComponent({
  type: 'DissimilarCost',
  schema: costSchema,
  build: (): MatchCost => (predictions, truths) => dissimilarCost(predictions, truths),
});

export const negativeCosineSimilarityCostComponent = defineComponent({
  type: 'NegativeCosineSimilarityCost',
  schema: costSchema,
  build: () => negativeCosineSimilarityCost,
});
