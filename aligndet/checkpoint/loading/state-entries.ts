/** @module The weights in a checkpoint: where they lie, and the versions of the modules they come from. */
import type { TensorRecord } from '../../nn/index.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import { isTensorRecord } from '../torch/storage-plan.js';
import { TorchTensor } from '../torch/tensor.js';

/** Name to tensor, in the order of the file. Values that are no tensors are kept: they count as unexpected. */
export interface StateEntries {
  readonly entries: ReadonlyMap<string, PyValue>;
  /** Version of each module by its path, from `_metadata`; `undefined` when the file has none. */
  readonly versions: ReadonlyMap<string, number> | undefined;
}

/** Keys under which training programs keep the weights, in the order in which they are looked for. */
export const WEIGHT_KEYS = ['state_dict', 'model'] as const;

/**
 * The weights of what `torch.load` gave: under the first of `keys` that is there, else the whole. A `Map` of records
 * is taken as it is.
 *
 * @returns `undefined` when that is no dict of names.
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

/** The tensor in its plain form; read from the file now. */
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
