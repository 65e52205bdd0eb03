/** @module The weights in a checkpoint: their keys, and the versions of their modules. */
import type { TensorRecord } from '../../nn/index.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import { isTensorRecord } from '../torch/storage-plan.js';
import { TorchTensor } from '../torch/tensor.js';

/** Name to tensor, in file order. Values that are not tensors are kept: they count as unexpected. */
export interface StateEntries {
  readonly entries: ReadonlyMap<string, PyValue>;
  /** Version of each module by its path, from `_metadata`; `undefined` if the file has none. */
  readonly versions: ReadonlyMap<string, number> | undefined;
}

/** Keys under which training frameworks store the weights, in lookup order. */
export const WEIGHT_KEYS = ['state_dict', 'model'] as const;

/**
 * The weights in the result of `torch.load`: under the first of `keys` that exists, else the root. A `Map` of records
 * is used as is.
 *
 * @returns `undefined` if that is not a dict of names.
 */
export function stateEntries(
  value: PyValue,
  keys: readonly string[] = ['state_dict'],
): StateEntries | undefined {
  if (value instanceof Map) return { entries: value, versions: undefined };
  if (!(value instanceof PyDict)) return undefined;
  const key = keys.find((candidate) => value.has(candidate));
  const weights = key === undefined ? value : value.get(key);
  if (!(weights instanceof PyDict)) return undefined;
  const entries = new Map<string, PyValue>();
  for (const [name, tensor] of weights) {
    if (typeof name !== 'string') return undefined;
    entries.set(name, tensor);
  }
  return { entries, versions: versionsOf(weights.attributes?.get('_metadata')) };
}

/** The tensor as a plain record, read from the file on this call. */
export function asRecord(value: PyValue): TensorRecord | undefined {
  if (value instanceof TorchTensor) return value.toRecord();
  return isTensorRecord(value) ? value : undefined;
}

export function shapeOf(value: PyValue): readonly number[] | undefined {
  return value instanceof TorchTensor || isTensorRecord(value) ? value.shape : undefined;
}

function versionsOf(metadata: PyValue): Map<string, number> | undefined {
  if (!(metadata instanceof PyDict)) return undefined;
  const versions = new Map<string, number>();
  for (const [path, local] of metadata) {
    const version = local instanceof PyDict ? local.get('version') : undefined;
    if (typeof path === 'string' && typeof version === 'number') versions.set(path, version);
  }
  return versions;
}
