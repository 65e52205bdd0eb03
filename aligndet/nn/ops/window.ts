/** @module Sliding windows as configured in PyTorch, and their TensorFlow attributes. */
import { ShapeError } from '../../core/index.js';
import type { AttributeValue } from '../../engine/index.js';

/** One value for both axes, or `[vertical, horizontal]`. */
export type Pair = number | readonly [vertical: number, horizontal: number];

export const pair = (value: Pair): readonly [number, number] =>
  typeof value === 'number' ? [value, value] : value;

export interface WindowOptions {
  readonly stride?: Pair;
  /** Top and bottom, left and right. */
  readonly padding?: Pair;
  readonly dilation?: Pair;
}

type Attributes = Record<string, AttributeValue>;

/** A window with its padding, in TensorFlow's form. */
export interface Window {
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** Attributes `strides`, `dilations`, `padding`, `explicit_paddings`. */
  readonly attributes: Attributes;
  /** Whether TensorFlow needs the explicit form; kernels without it are faster and support more cases. */
  readonly isExplicit: boolean;
}

export function windowOf(kernel: readonly [number, number], options: WindowOptions): Window {
  const [stride, padding, dilation] = [
    pair(options.stride ?? 1),
    pair(options.padding ?? 0),
    pair(options.dilation ?? 1),
  ];
  const shared = { strides: [1, ...stride, 1], dilations: [1, ...dilation, 1] };
  const isNone = padding.every((pad) => pad === 0);
  const isSame = padding.every(
    (pad, axis) => stride[axis] === 1 && 2 * pad === dilation[axis] * (kernel[axis] - 1),
  );
  const isExplicit = !isNone && !isSame;
  const [top, left] = padding;
  const attributes: Attributes = isExplicit
    ? { ...shared, padding: 'EXPLICIT', explicit_paddings: [0, 0, top, top, left, left, 0, 0] }
    : { ...shared, padding: isNone ? 'VALID' : 'SAME' };
  return { stride, padding, dilation, attributes, isExplicit };
}

/** Size of the output. @throws {ShapeError} if the window does not fit. */
export function outputSize(
  sizes: readonly [number, number],
  kernel: readonly [number, number],
  { stride, padding, dilation }: Window,
): [number, number] {
  const size = (axis: 0 | 1) =>
    Math.floor((sizes[axis] + 2 * padding[axis] - dilation[axis] * (kernel[axis] - 1) - 1) / stride[axis]) +
    1;
  const output: [number, number] = [size(0), size(1)];
  if (Math.min(...output) < 1) {
    throw new ShapeError(
      `A window of [${kernel.join(', ')}] with padding [${padding.join(', ')}] does not fit a map of [${sizes.join(', ')}].`,
    );
  }
  return output;
}
