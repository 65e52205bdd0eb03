/**
 * @module Separable Gaussian filters of a `[H, W]` plane; the border pixel is repeated.
 */

/** Half width of a kernel in standard deviations. */
const REACH = 3;

/** @returns `plane` smoothed by a Gaussian of `sigma` pixels; a copy when `sigma` is 0. */
export function smooth(plane: Float32Array, width: number, height: number, sigma: number): Float32Array {
  if (sigma === 0) return plane.slice();
  const kernel = gaussian(sigma);
  return convolveColumns(convolveRows(plane, width, height, kernel), width, height, kernel);
}

/** First derivatives of `plane` smoothed by a Gaussian of `sigma` pixels: along x and along y. */
export function gradients(
  plane: Float32Array,
  width: number,
  height: number,
  sigma: number,
): { dx: Float32Array; dy: Float32Array } {
  const kernel = gaussian(sigma);
  const derivativeKernel = derivative(sigma);
  return {
    dx: convolveColumns(convolveRows(plane, width, height, derivativeKernel), width, height, kernel),
    dy: convolveColumns(convolveRows(plane, width, height, kernel), width, height, derivativeKernel),
  };
}

/** Sums to 1. */
function gaussian(sigma: number): Float32Array {
  const radius = Math.max(1, Math.ceil(REACH * sigma));
  const kernel = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  return kernel.map((weight) => weight / sum);
}

/** Returns 1 on a ramp of slope 1. */
function derivative(sigma: number): Float32Array {
  const kernel = gaussian(sigma);
  const radius = (kernel.length - 1) / 2;
  const derivativeKernel = kernel.map((weight, i) => weight * (i - radius));
  const onRamp = derivativeKernel.reduce((total, weight, i) => total + weight * (i - radius), 0);
  return derivativeKernel.map((weight) => weight / onRamp);
}

function convolveRows(
  plane: Float32Array,
  width: number,
  height: number,
  kernel: Float32Array,
): Float32Array {
  const radius = (kernel.length - 1) / 2;
  const out = new Float32Array(plane.length);
  const padded = new Float32Array(width + 2 * radius);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    padded.fill(plane[row], 0, radius);
    padded.set(plane.subarray(row, row + width), radius);
    padded.fill(plane[row + width - 1], radius + width);
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < kernel.length; i++) sum += kernel[i] * padded[x + i];
      out[row + x] = sum;
    }
  }
  return out;
}

function convolveColumns(
  plane: Float32Array,
  width: number,
  height: number,
  kernel: Float32Array,
): Float32Array {
  const radius = (kernel.length - 1) / 2;
  const out = new Float32Array(plane.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let i = 0; i < kernel.length; i++) {
      const weight = kernel[i];
      const from = Math.min(height - 1, Math.max(0, y + i - radius)) * width;
      for (let x = 0; x < width; x++) out[row + x] += weight * plane[from + x];
    }
  }
  return out;
}
