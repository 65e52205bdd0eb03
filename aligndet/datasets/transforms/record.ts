/**
 * @module Records of the recording transforms: `aug_info`, one entry per transform with its drawn values, and
 * `transform_matrix`, the combined 3x3 matrix of the geometric ones.
 */
import { z } from 'zod';
import type { PipelineSample } from '../sample.js';

export const recordOption = {
  /** Whether the drawn values are recorded in the sample. */
  record: z.boolean().default(false),
};

/** `[3, 3]`, row-major. */
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
