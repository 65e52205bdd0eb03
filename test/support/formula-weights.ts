/**
 * @module Weights and maps by formula, so that a test and PyTorch can make the same ones: element i of the k-th tensor of
 * a state dict is sin(0.7 k + 0.37 i), divided by the square root of the fan-in in filters, plus 1.5 in running variances.
 */
import { type Tensor4D, tensor4d } from '../../aligndet/engine/index.js';
import type { Module } from '../../aligndet/nn/index.js';

/** Fills floating-point parameters and buffers in the order and layout of the published state dict. */
export function fillByFormula(module: Module): void {
  for (const [k, [name, parameter]] of [...module.namedState()].entries()) {
    if (name.endsWith('num_batches_tracked')) continue;
    const { shape } = parameter;
    const fanIn = shape.length === 4 ? shape[1] * shape[2] * shape[3] : 1;
    const shift = name.endsWith('running_var') ? 1.5 : 0;
    const size = shape.reduce((product, length) => product * length, 1);
    const values = Float32Array.from(
      { length: size },
      (_, i) => shift + Math.sin(0.7 * k + 0.37 * i) / Math.sqrt(fanIn),
    );
    parameter.assign(values);
  }
}

/** `[1, height, width, channels]`: element i is sin(0.11 i + offset). */
export function mapByFormula(height: number, width: number, channels: number, offset = 0): Tensor4D {
  const values = Float32Array.from({ length: height * width * channels }, (_, i) =>
    Math.sin(0.11 * i + offset),
  );
  return tensor4d(values, [1, height, width, channels]);
}

/** Shape, first three elements and mean absolute value of each map, as the reference printed them. */
export type MapSummary = readonly [shape: readonly number[], first: readonly number[], meanAbs: number];

/** Expects maps to be those of the reference, to a fraction of 1e-4 of their mean. */
export function expectMaps(maps: readonly Tensor4D[], expected: readonly MapSummary[]): void {
  expect(maps.map(({ shape }) => shape)).toEqual(expected.map(([shape]) => shape));
  for (const [i, map] of maps.entries()) {
    const values = Array.from(map.dataSync());
    const [, first, meanAbs] = expected[i];
    const mean = values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
    expect(Math.abs(mean - meanAbs)).toBeLessThanOrEqual(1e-4 * meanAbs);
    for (const [at, value] of first.entries()) {
      expect(Math.abs(values[at] - value)).toBeLessThanOrEqual(1e-4 * Math.max(meanAbs, 1));
    }
  }
}
