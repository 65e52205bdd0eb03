/** @module Memory of a value without its children: conservative estimates. */
import { TorchTensor } from '../torch/tensor.js';
import { NumpyArray } from './numpy.js';
import { PyDict, PyGlobal, PyObject, PySet, PyTuple, type PyValue } from './values.js';

/** A reference, or a small number. */
export const REFERENCE_BYTES = 8;
/** An entry of a dict or set. */
export const ENTRY_BYTES = 128;
/** An element of a list, which over-allocates. */
export const ITEM_BYTES = 16;

const OBJECT_BYTES = 96;
const BUFFER_BYTES = 160;
const TENSOR_BYTES = 256;

/** Elements that a constructor processes, whatever the result: a set of a long list may have one element. */
export function readBytes(args: readonly PyValue[]): number {
  return args.reduce<number>((sum, arg) => sum + heldBytes(arg), 0);
}

export function heldBytes(value: PyValue): number {
  if (typeof value === 'string') return OBJECT_BYTES / 4 + value.length;
  if (typeof value !== 'object' || value === null) return REFERENCE_BYTES;
  if (value instanceof PyTuple) return OBJECT_BYTES + value.items.length * REFERENCE_BYTES;
  if (Array.isArray(value)) return OBJECT_BYTES + value.length * ITEM_BYTES;
  if (value instanceof PyDict || value instanceof PySet) return OBJECT_BYTES + value.size * ENTRY_BYTES;
  if (value instanceof Uint8Array) return BUFFER_BYTES + value.length;
  if (value instanceof TorchTensor) return TENSOR_BYTES + value.shape.length * 4 * REFERENCE_BYTES;
  if (value instanceof NumpyArray)
    return TENSOR_BYTES + value.data.byteLength + (value.items?.length ?? 0) * ENTRY_BYTES;
  if (value instanceof PyGlobal) return OBJECT_BYTES + value.module.length + value.name.length;
  if (value instanceof PyObject)
    return (
      2 * OBJECT_BYTES + (value.entries?.size ?? 0) * ENTRY_BYTES + (value.items?.length ?? 0) * ITEM_BYTES
    );
  return OBJECT_BYTES;
}
