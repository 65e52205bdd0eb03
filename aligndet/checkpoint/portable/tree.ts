/**
 * @module The result of `torch.load` as plain data: objects, arrays, numbers, strings, and tensors in the requested
 * form.
 */
import { tensorFromNumpy } from '../converters/numpy-tensor.js';
import { keyText } from '../pickle/key-text.js';
import { NumpyArray, NumpyDType, NumpyScalar } from '../pickle/numpy.js';
import { TorchDevice, TorchDType } from '../pickle/torch-values.js';
import { PyDict, PyFloat, PyGlobal, PyObject, PySet, PyTuple, type PyValue } from '../pickle/values.js';
import { TorchTensor } from '../torch/tensor.js';

/** Returns the public form of a tensor. */
export type TensorForm = (tensor: TorchTensor) => unknown;

/** Element classes that a tensor can have; others are listed or stay bytes. */
const NUMERIC = /^[fiubc]\d+$/;

/**
 * Shared values remain shared, and cycles are kept. Tuples and sets become arrays, dicts objects, numpy's numbers
 * numbers, its arrays tensors, names of classes strings, instances of unknown classes `{ class, args, items, state }`.
 */
export function treeOf(root: PyValue, tensorForm: TensorForm): unknown {
  return new Converter(tensorForm).convert(root);
}

class Converter {
  readonly #done = new Map<object, unknown>();

  constructor(readonly tensorForm: TensorForm) {}

  convert(value: PyValue): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof PyFloat || value instanceof NumpyScalar) return value.value;
    if (value instanceof PyGlobal) return value.path;
    if (value instanceof TorchDevice || value instanceof TorchDType) return value.name;
    if (value instanceof NumpyDType) return value.text;
    if (this.#done.has(value)) return this.#done.get(value);
    if (value instanceof TorchTensor) return this.#note(value, this.tensorForm(value));
    if (Array.isArray(value)) return this.#list(value, value);
    if (value instanceof PyTuple || value instanceof PySet) return this.#list(value, value.items);
    if (value instanceof PyDict || value instanceof Map) return this.#object(value, value);
    if (value instanceof NumpyArray) return this.#array(value);
    if (value instanceof PyObject) return this.#instance(value);
    return value;
  }

  #note<Result>(value: object, result: Result): Result {
    this.#done.set(value, result);
    return result;
  }

  /** Stored before its elements: one of them may be the list itself. */
  #list(value: object, items: readonly PyValue[]): unknown[] {
    const list = this.#note<unknown[]>(value, []);
    for (const item of items) list.push(this.convert(item));
    return list;
  }

  #object(value: object, entries: Iterable<readonly [PyValue, PyValue]>): Record<string, unknown> {
    const object = this.#note<Record<string, unknown>>(value, {});
    const times = new Map<string, number>();
    for (const [key, item] of entries) {
      const text = keyText(key);
      const time = (times.get(text) ?? 0) + 1;
      times.set(text, time);
      define(object, time === 1 ? text : `${text} (${time})`, this.convert(item));
    }
    return object;
  }

  #array(array: NumpyArray): unknown {
    if (array.items !== undefined) return this.#list(array, array.items);
    if (!NUMERIC.test(array.dtype.code)) return this.#note(array, array.data);
    return this.#note(array, this.tensorForm(tensorFromNumpy('array', array)));
  }

  #instance(value: PyObject): unknown {
    const { cls, args, state, entries, items, base } = value;
    if (entries !== undefined && state === undefined) return this.#object(value, entries);
    const object = this.#note<Record<string, unknown>>(value, { class: cls.path });
    if (args.length > 0) object.args = args.map((item) => this.convert(item));
    if (base !== undefined) object.value = this.convert(base.value);
    if (items !== undefined) object.items = this.convert(items);
    if (entries !== undefined) object.items = this.convert(entries);
    if (state !== undefined) object.state = this.convert(state);
    return object;
  }
}

/** For any key: `__proto__` is treated like every other. */
function define(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}
