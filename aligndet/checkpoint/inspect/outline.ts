/** @module Contents of an open checkpoint: its tensors with sizes and statistics, and its other entries. */
import type { DType, TensorRecord } from '../../nn/index.js';
import { LONGEST_ARRAY } from '../byte-source.js';
import { elementsOf, itemSize } from '../dtypes.js';
import type { OpenCheckpoint } from '../loading/open-checkpoint.js';
import { asRecord } from '../loading/state-entries.js';
import { childrenOf } from '../pickle/depth.js';
import { keyText } from '../pickle/key-text.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import { isTensorRecord } from '../torch/storage-plan.js';
import { TorchTensor } from '../torch/tensor.js';
import { type Shared, sharingOf } from './sharing.js';
import { shower } from './shown.js';
import { type Statistics, statistics } from './statistics.js';
import { namesOf, type TensorValue, tensorsAt } from './tensor-paths.js';

/** Max elements for statistics: a constant plus a multiple of the file's elements. */
const HARMLESS_ELEMENTS = 1 << 24;
const MAX_VIEWS = 8;

export interface InspectedTensor {
  readonly path: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Statistics of its values, each counted once. */
  readonly bytes: number;
  /** Bytes in the file; 0 if counted at the first tensor with the same memory. */
  readonly storedBytes: number;
  /** Path of the first tensor with the same memory. */
  readonly sharedWith?: string;
  readonly statistics?: Statistics;
}

export interface Inspection {
  readonly path: string;
  readonly fileBytes: number;
  /** `zip`, `legacy` or `safetensors`. */
  readonly format: string;
  readonly unknownClasses: readonly string[];
  readonly tensors: readonly InspectedTensor[];
  /** `meta` as plain data; keys of the root that hold no tensors. */
  readonly meta: Readonly<Record<string, unknown>>;
}

/** Computes the statistics of a tensor; `undefined` for one whose size is out of proportion to the file. */
export type Measure = (tensor: TensorValue) => Statistics | undefined;

/** The contents of a checkpoint, before any value is read; `values[i]` is the tensor of `tensors[i]`. */
export interface Outline {
  readonly tensors: readonly InspectedTensor[];
  readonly values: readonly TensorValue[];
  readonly meta: Readonly<Record<string, unknown>>;
}

export function outlineOf({ value, metadata }: OpenCheckpoint): Outline {
  const found = [...tensorsAt(value)];
  const names = namesOf(found.map(([at]) => at));
  const sharing = sharingOf(found.map(([, tensor]) => tensor));
  const firstNames = new Map<TensorValue, string>();
  for (const [at, tensor] of found) {
    if (!firstNames.has(tensor)) firstNames.set(tensor, names.get(at) as string);
  }
  const counted = new Set<TensorValue>();
  const tensors = found.map(([at, tensor]): InspectedTensor => {
    const { dtype, shape } = tensor;
    const { first, storedBytes } = sharing.get(tensor) as Shared;
    const isFirst = first === tensor && !counted.has(tensor);
    counted.add(tensor);
    return {
      path: names.get(at) as string,
      dtype,
      shape,
      bytes: elementsOf(shape) * itemSize(dtype),
      storedBytes: isFirst ? storedBytes : 0,
      ...(!isFirst && { sharedWith: firstNames.get(first) }),
    };
  });
  return { tensors, values: found.map(([, tensor]) => tensor), meta: metaOf(value, metadata) };
}

function metaOf(value: unknown, metadata: OpenCheckpoint['metadata']): Record<string, unknown> {
  if (metadata !== undefined) return Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  if (!(value instanceof PyDict)) return {};
  const show = shower();
  const holds = tensorHolders();
  const rest = [...value].filter(([, part]) => !holds(part));
  return Object.fromEntries(rest.map(([key, part]) => [keyText(key), show(part)]));
}

/** Whether a value contains a tensor; shared objects are visited once. */
function tensorHolders(): (value: PyValue) => boolean {
  const known = new Map<object, boolean>();
  const holds = (value: PyValue): boolean => {
    if (value instanceof TorchTensor || isTensorRecord(value)) return true;
    if (typeof value !== 'object' || value === null) return false;
    const before = known.get(value);
    if (before !== undefined) return before;
    known.set(value, false); // objects on the current path
    const found = childrenOf(value).some(holds);
    known.set(value, found);
    return found;
  };
  return holds;
}

/**
 * Statistics of one tensor after the other, up to a limit in proportion to the file: views may overlap without limit.
 */
export function measured(fileBytes: number): Measure {
  let left = HARMLESS_ELEMENTS + fileBytes * MAX_VIEWS;
  return (tensor) => {
    const { record, times } = unrepeated(tensor);
    const size = elementsOf(record.shape);
    left -= size;
    const isLarge = record instanceof TorchTensor && record.storage.byteLength > LONGEST_ARRAY;
    if (left < 0 || isLarge) return undefined;
    const numbers = statistics(asRecord(record) as TensorRecord);
    return { ...numbers, nans: numbers.nans * times, infinities: numbers.infinities * times };
  };
}

/** An expanded tensor without its repetitions, and their number. */
function unrepeated(tensor: TensorValue): { record: TensorValue; times: number } {
  if (!(tensor instanceof TorchTensor)) return { record: tensor, times: 1 };
  const { storage, dtype, offset, stride, size } = tensor;
  const shape = tensor.shape.map((dim, axis) => (stride[axis] === 0 && dim > 1 ? 1 : dim));
  const kept = elementsOf(shape);
  if (kept === size) return { record: tensor, times: 1 };
  const { isConj, isNeg } = tensor;
  return {
    record: new TorchTensor(storage, dtype, offset, shape, stride, { isConj, isNeg }),
    times: size / kept,
  };
}
