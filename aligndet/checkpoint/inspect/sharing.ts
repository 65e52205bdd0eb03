/** @module Which tensors share bytes of a file, and the total number of distinct bytes. */
import { itemSize } from '../dtypes.js';
import { TorchTensor } from '../torch/tensor.js';
import type { TensorValue } from './tensor-paths.js';

export interface Shared {
  /** The first tensor whose bytes overlap, directly or transitively; itself if there is no earlier one. */
  readonly first: TensorValue;
  /** Bytes of the tensor and those that overlap it; 0 for all but the first. */
  readonly storedBytes: number;
}

interface Extent {
  readonly tensor: TensorValue;
  readonly order: number;
  readonly start: number;
  readonly end: number;
}

export function sharingOf(tensors: readonly TensorValue[]): Map<TensorValue, Shared> {
  const byStorage = new Map<object, Extent[]>();
  [...new Set(tensors)].forEach((tensor, order) => {
    const memory = tensor instanceof TorchTensor ? tensor.storage : tensor.data.buffer;
    const extents = byStorage.get(memory) ?? [];
    extents.push({ tensor, order, ...extentOf(tensor) });
    byStorage.set(memory, extents);
  });
  const shared = new Map<TensorValue, Shared>();
  for (const extents of byStorage.values())
    for (const group of overlapping(extents)) noteGroup(group, shared);
  return shared;
}

function extentOf(tensor: TensorValue): { start: number; end: number } {
  if (!(tensor instanceof TorchTensor)) {
    const { byteOffset, byteLength } = tensor.data;
    return { start: byteOffset, end: byteOffset + byteLength };
  }
  const { shape, stride, offset, dtype, size } = tensor;
  const last = shape.reduce((end, dim, axis) => end + (dim - 1) * stride[axis], offset);
  return { start: offset * itemSize(dtype), end: (size === 0 ? offset : last + 1) * itemSize(dtype) };
}

function overlapping(extents: readonly Extent[]): Extent[][] {
  const groups: Extent[][] = [];
  let end = -1;
  for (const extent of [...extents].sort((a, b) => a.start - b.start)) {
    if (extent.start < end) groups[groups.length - 1].push(extent);
    else groups.push([extent]);
    end = Math.max(end, extent.end);
  }
  return groups;
}

function noteGroup(group: readonly Extent[], shared: Map<TensorValue, Shared>): void {
  const first = group.reduce((a, b) => (b.order < a.order ? b : a));
  const end = group.reduce((largest, extent) => Math.max(largest, extent.end), 0);
  for (const extent of group) {
    const storedBytes = extent === first ? end - group[0].start : 0;
    shared.set(extent.tensor, { first: first.tensor, storedBytes });
  }
}
