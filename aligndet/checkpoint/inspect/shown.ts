/** @module The rest of a checkpoint as plain data for display and JSON: inert values by name, all of bounded size. */
import { hexOf } from '../bytes.js';
import { keyText } from '../pickle/key-text.js';
import { NumpyArray, NumpyDType, NumpyScalar } from '../pickle/numpy.js';
import { tensorKind } from '../pickle/tensor-makers.js';
import { TorchDevice, TorchDType } from '../pickle/torch-values.js';
import { PyDict, PyFloat, PyGlobal, PyObject, PySet, PyTuple, type PyValue } from '../pickle/values.js';
import { TorchTensor } from '../torch/tensor.js';
import { TypedStorage } from '../torch/typed-storage.js';
import { expandedSizes, type SizeOf } from './expanded-size.js';

/** Max number of shown values per file, with shared objects counted at every use. */
const MAX_SHOWN = 250_000;

/** Max bits of an integer that is shown in digits. */
const LARGEST_INTEGER = 1024;

/** Max number of shown values of a numpy array, and of bytes. */
const MAX_ITEMS = 64;

/** Shows the entries of a file, up to the limit for the file. */
export function shower(): (value: PyValue) => unknown {
  const sizeOf = expandedSizes();
  let left = MAX_SHOWN;
  return (value) => {
    const size = sizeOf(value);
    if (size === Infinity) return '(contains itself)';
    if (size > left) return `(${size} values)`;
    left -= size;
    return shown(value, sizeOf);
  };
}

function shown(value: PyValue, sizeOf: SizeOf): unknown {
  const part = (inner: PyValue) => shown(inner, sizeOf);
  if (typeof value === 'bigint') return integer(value);
  if (typeof value === 'number' || value instanceof PyFloat) return number(Number(value));
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(part);
  if (value instanceof PyTuple || value instanceof PySet) return value.items.map(part);
  if (value instanceof PyDict) return objectOf(value, part);
  if (value instanceof PyObject) return record(value, part);
  if (value instanceof NumpyScalar) return part(value.value);
  if (value instanceof PyGlobal) return value.path;
  if (value instanceof TorchDevice || value instanceof TorchDType) return value.name;
  if (value instanceof Uint8Array) return `${value.length} bytes: ${hexOf(value.subarray(0, MAX_ITEMS))}`;
  if (value instanceof NumpyDType) return `numpy dtype ${value.text}`;
  if (value instanceof NumpyArray) return array(value, part);
  if (value instanceof TypedStorage) return `storage of ${value.storage.byteLength} bytes (${value.dtype})`;
  if (value instanceof TorchTensor) return `tensor ${value.dtype} [${value.shape.join(', ')}]`;
  return `<${value.constructor.name}>`;
}

type Part = (value: PyValue) => unknown;

function integer(value: bigint): string {
  const isShort = BigInt.asIntN(LARGEST_INTEGER, value) === value;
  return isShort ? String(value) : `(an integer of more than ${LARGEST_INTEGER} bits)`;
}

/** JSON cannot represent other numbers. */
function number(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** Keys of different types may have the same text. */
function objectOf(dict: PyDict, part: Part): Record<string, unknown> {
  const times = new Map<string, number>();
  const named = [...dict].map(([key, value]): [string, unknown] => {
    const text = keyText(key);
    const time = (times.get(text) ?? 0) + 1;
    times.set(text, time);
    return [time === 1 ? text : `${text} (${time})`, part(value)];
  });
  return Object.fromEntries(named);
}

function record(value: PyObject, part: Part): unknown {
  const { cls, args, state, entries, items, base } = value;
  const kind = tensorKind(value);
  return {
    ...(kind === undefined ? { class: cls.path } : { tensor: kind }),
    ...(args.length > 0 && { args: args.map(part) }),
    ...(base !== undefined && { value: part(base.value) }),
    ...(items !== undefined && { items: items.map(part) }),
    ...(entries !== undefined && { items: objectOf(entries, part) }),
    ...(state !== undefined && { state: part(state) }),
  };
}

function array({ dtype, shape, items, data }: NumpyArray, part: Part): unknown {
  const all: ArrayLike<unknown> = items ?? data;
  const title = `numpy ${dtype.text} [${shape.join(', ')}]`;
  return all.length > MAX_ITEMS ? title : { array: title, values: Array.from(all, part) };
}
