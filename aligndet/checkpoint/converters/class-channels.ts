/**
 * @module Reorders and truncates output channels by class: since mmdetection 2.0 the background class is last, not
 * first.
 */
import { CheckpointError } from '../../core/portable.js';
import type { TensorRecord } from '../../nn/index.js';
import { bytesOf, viewAs } from '../dtypes.js';

/**
 * Moves the background from first to last. Weights whose channel count is not the class count are kept; a bias is
 * always rotated.
 */
export function reorderClasses(tensor: TensorRecord, numClasses: number): TensorRecord {
  const [channels] = tensor.shape;
  const turned = (size: number) => (row: number) => row - (row % size) + (((row % size) + 1) % size);
  if (tensor.shape.length === 1) return pickRows(tensor, channels, turned(channels));
  return channels % numClasses === 0 ? pickRows(tensor, channels, turned(numClasses)) : tensor;
}

/** Mask channels without the background channel. */
export function truncateMaskClasses(tensor: TensorRecord, numClasses: number): TensorRecord {
  const [channels] = tensor.shape;
  if (channels % numClasses !== 0) return tensor;
  if (tensor.shape.length === 1) return pickRows(tensor, numClasses - 1, (row) => row);
  if (channels !== numClasses) {
    throw new CheckpointError(
      `The mask logits have ${channels} channels, but ${numClasses} classes are given: check --num-classes.`,
    );
  }
  return pickRows(tensor, numClasses - 1, (row) => row + 1);
}

/** Box channels without those of one class: the last of a bias, the first of a weight, as in the published tool. */
export function truncateBoxClasses(tensor: TensorRecord, numClasses: number): TensorRecord {
  const [channels] = tensor.shape;
  if (channels % numClasses !== 0) return tensor;
  const perClass = channels / numClasses;
  const skipped = tensor.shape.length === 1 ? 0 : perClass;
  return pickRows(tensor, channels - perClass, (row) => row + skipped);
}

/** Copies `count` rows of the first axis. */
function pickRows(
  { dtype, shape, data }: TensorRecord,
  count: number,
  from: (row: number) => number,
): TensorRecord {
  const bytes = bytesOf(data);
  const rowBytes = shape[0] === 0 ? 0 : bytes.length / shape[0];
  const picked = new Uint8Array(count * rowBytes);
  for (let row = 0; row < count; row++) {
    const start = from(row) * rowBytes;
    picked.set(bytes.subarray(start, start + rowBytes), row * rowBytes);
  }
  return { dtype, shape: [count, ...shape.slice(1)], data: viewAs(dtype, picked) };
}
