/** @module Every tensor of a checkpoint by its dotted path. */

import type { TensorRecord } from '../../nn/index.js';
import { PyDict, PyObject, PySet, PyTuple, type PyValue } from '../pickle/values.js';
import { isTensorRecord } from '../torch/storage-plan.js';
import { TorchTensor } from '../torch/tensor.js';

/** In the order of the file. A part that holds itself, or is met again, is walked once. */
export function* tensorsBelow(
  value: PyValue,
  path = '',
  seen = new Set<object>(),
): Generator<[string, TorchTensor | TensorRecord]> {
  if (value instanceof TorchTensor || isTensorRecord(value)) {
    yield [path === '' ? '(root)' : path, value];
    return;
  }
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const [name, part] of partsOf(value)) {
    yield* tensorsBelow(part, path === '' ? name : `${path}.${name}`, seen);
  }
}

function partsOf(value: object): [string, PyValue][] {
  if (value instanceof PyDict || value instanceof Map)
    return [...value].map(([key, part]) => [String(key), part]);
  const items = value instanceof PyTuple || value instanceof PySet ? value.items : value;
  if (Array.isArray(items)) return items.map((part, i) => [String(i), part]);
  if (!(value instanceof PyObject)) return [];
  return [
    ['<state>', value.state],
    ['<items>', value.entries ?? value.items],
    ['<args>', [...value.args]],
  ];
}
