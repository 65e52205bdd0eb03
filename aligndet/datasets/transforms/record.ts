/**
 * @module What the recording transforms write down: `aug_info`, one entry per transform with what it drew, and
 * `transform_matrix`, the 3x3 matrix of all geometric ones together.
 */
import { z } from 'zod';
import type { PipelineSample } from '../sample.js';

export const recordOption = {
  /** Whether what was drawn is written into the sample. */
  record: z.boolean().default(false),
};

/** `[3, 3]` row by row. */
export type Matrix = readonly number[];

export function recordInfo(sample: PipelineSample, info: Record<string, unknown>): PipelineSample {
  return { ...sample, aug_info: [...(sample.aug_info ?? []), info] };
}

/** Applies `matrix` after what was recorded so far. */
export function recordMatrix(sample: PipelineSample, matrix: Matrix): PipelineSample {
  const before = sample.transform_matrix;
  const joined = before === undefined ? Float64Array.from(matrix) : multiply(matrix, before);
  return { ...sample, transform_matrix: joined };
}

function multiply(a: Matrix, b: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: 9 }, (_, i) => {
    const row = Math.floor(i / 3) * 3;
    const column = i % 3;
    return a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6];
  });
}
