/**
 * @module Match costs of the method's authors that compare embeddings, or are constant. No published config uses them.
 * Dims: N and M rows, D values of an embedding.
 */
import { z } from 'zod';
import { defineComponent, ShapeError } from '../../core/index.js';
import { concatRows } from '../../structures/index.js';
import { softmax } from '../dense-heads/logits.js';
import { type CostRows, costOfPairs, countRows, type MatchCost } from '../match-costs/match-costs.js';

/** Min length used as divisor. */
const EPSILON = 1e-12;

/** Constant cost. */
export const zeroMatchCost: MatchCost = (predictions, groundTruths) =>
  costOfPairs(predictions, groundTruths, () => 0);

/** 1 minus the cosine of two embeddings. */
export const cosineMatchCost: MatchCost = (predictions, groundTruths) =>
  cosines(predictions, groundTruths).map((cosine) => 1 - cosine);

/** 1 minus the softmax of the cosines with all ground truths. */
export function dissimilarMatchCost(
  predictions: CostRows,
  groundTruths: CostRows,
  temperature = 0.5,
): Float32Array {
  const logits = cosines(predictions, groundTruths).map((cosine) => cosine / temperature);
  const width = countRows(groundTruths);
  const rows = Array.from({ length: countRows(predictions) }, (_, i) =>
    softmax(logits.subarray(i * width, (i + 1) * width)).map((probability) => 1 - probability),
  );
  return concatRows(rows);
}

/** `[N, M]`. @throws {ShapeError} unless both are embeddings of one width. */
function cosines(predictions: CostRows, groundTruths: CostRows): Float32Array {
  if (predictions.width !== groundTruths.width) {
    throw new ShapeError(
      `Embeddings of ${predictions.width} values cannot be compared with rows of ${groundTruths.width}.`,
    );
  }
  const [a, b] = [normalised(predictions), normalised(groundTruths)];
  const { width } = predictions;
  return costOfPairs(predictions, groundTruths, (i, j) => {
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
  /** No effect, as published; a head compares it with the weight of its loss. */
  weight: z.number().default(1),
});

export const zeroCost = defineComponent({
  type: 'ZeroCost',
  schema: costSchema,
  build: () => zeroMatchCost,
});

export const dissimilarCost = defineComponent({
  type: 'DissimilarCost',
  schema: costSchema,
  build: (): MatchCost => (predictions, groundTruths) => dissimilarMatchCost(predictions, groundTruths),
});

export const negativeCosineSimilarityCost = defineComponent({
  type: 'NegativeCosineSimilarityCost',
  schema: costSchema,
  build: () => cosineMatchCost,
});
