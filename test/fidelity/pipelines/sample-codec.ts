/** @module Samples of a pipeline from and to the arrays and meta keys of golden cases. */
import { type PipelineSample, type Pixels, publishedShape } from '../../../aligndet/datasets/index.js';
import { type BitmapMasks, bitmapMasks } from '../../../aligndet/structures/index.js';
import type { CaseArrays } from '../read-case.js';

export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** A sample taken apart: arrays in the reference's layout, everything else as plain data. */
export interface Parts {
  readonly arrays: Map<string, NamedArray>;
  readonly meta: Record<string, unknown>;
}

/** The sample whose arrays are named `<prefix><key>`, with the other keys of `input`. */
export function sampleOf(arrays: CaseArrays, input: Record<string, unknown>, prefix = ''): PipelineSample {
  const sample: PipelineSample = { filename: 'input.png', ori_filename: 'input.png', ...input };
  for (const [name, { dtype, shape, data }] of arrays) {
    if (!name.startsWith(prefix)) continue;
    const key = name.slice(prefix.length);
    if (key === 'img' || key.includes('semantic_seg')) sample[key] = pixelsOf(dtype, shape, data);
    else if (key.includes('masks')) sample[key] = masksOf(shape, data);
    else sample[key] = key.includes('labels') ? Int32Array.from(data) : Float32Array.from(data);
  }
  return sample;
}

function masksOf([count, height, width]: readonly number[], data: ArrayLike<number>): BitmapMasks {
  return { ...bitmapMasks(Uint8Array.from(data), height, width), count };
}

/** `[C, H, W]` is told by its three channels. */
function pixelsOf(dtype: string, shape: readonly number[], data: ArrayLike<number>): Pixels {
  const values = typedArray(dtype, data);
  if (shape.length === 2) {
    return { data: values, height: shape[0], width: shape[1], channels: 1, axes: 'HW' };
  }
  if (shape[2] === 3) return { data: values, height: shape[0], width: shape[1], channels: 3, axes: 'HWC' };
  const [channels, height, width] = shape;
  const turned = Array<number>(data.length);
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < channels; c++) turned[i * channels + c] = data[c * height * width + i];
  }
  return { data: typedArray(dtype, turned), height, width, channels, axes: 'CHW' };
}

function typedArray(dtype: string, data: ArrayLike<number>): Pixels['data'] {
  switch (dtype) {
    case 'uint8':
      return Uint8Array.from(data);
    case 'float32':
      return Float32Array.from(data);
    case 'int32':
    case 'int64':
      return Int32Array.from(data);
    default:
      throw new Error(`an image of ${dtype}`);
  }
}

export function partsOf(sample: PipelineSample, prefix = ''): Parts {
  const arrays = new Map<string, NamedArray>();
  const meta: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(sample)) {
    const array = arrayOf(key, value);
    if (array !== undefined) arrays.set(prefix + key, array);
    else if (value !== undefined) meta[prefix + key] = value;
  }
  return { arrays, meta };
}

function arrayOf(key: string, value: unknown): NamedArray | undefined {
  if (isPixels(value)) return { shape: publishedShape(value), data: publishedData(value) };
  if (isMasks(value)) return { shape: [value.count, value.height, value.width], data: value.data };
  if (!ArrayBuffer.isView(value)) return undefined;
  const data = value as Float32Array | Int32Array;
  if (key === 'transform_matrix') return { shape: [3, 3], data };
  return { shape: data instanceof Int32Array ? [data.length] : [data.length / 4, 4], data };
}

export function isPixels(value: unknown): value is Pixels {
  return typeof value === 'object' && value !== null && 'axes' in value;
}

export function isMasks(value: unknown): value is BitmapMasks {
  return typeof value === 'object' && value !== null && (value as BitmapMasks).kind === 'bitmap';
}

/** The values in the order of the reference's axes. */
export function publishedData({ data, height, width, channels, axes }: Pixels): Pixels['data'] {
  if (axes !== 'CHW') return data;
  const turned = data.slice();
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < channels; c++) turned[c * height * width + i] = data[i * channels + c];
  }
  return turned;
}
