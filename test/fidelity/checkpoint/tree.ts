/** @module What was read from a checkpoint, in the typed JSON of the golden cases, with its arrays by dotted path. */
import {
  bytesOf,
  NumpyArray,
  type NumpyData,
  NumpyScalar,
  PyDict,
  PyFloat,
  PyObject,
  PySet,
  PyTuple,
  type PyValue,
  safetensorsName,
  TorchDevice,
  TorchDType,
  type TorchStorage,
  TorchTensor,
} from '../../../aligndet/checkpoint/index.js';

export interface Tree {
  readonly json: unknown;
  /** Raw bytes of every array. */
  readonly arrays: ReadonlyMap<string, Uint8Array>;
}

export function treeOf(value: PyValue): Tree {
  const walk = new TreeWalk();
  return { json: walk.json(value, ''), arrays: walk.arrays };
}

class TreeWalk {
  readonly arrays = new Map<string, Uint8Array>();
  readonly #storages = new Map<TorchStorage, number>();

  json(value: PyValue, path: string): unknown {
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (typeof value === 'number') return value;
    if (typeof value === 'bigint') return { t: 'int', v: String(value) };
    if (value instanceof PyFloat) return floatJson(value.value);
    if (Array.isArray(value)) return this.#items(value, path);
    if (value instanceof PyTuple) return { t: value.kind, items: this.#items(value.items, path) };
    if (value instanceof PySet) return { t: 'set', items: this.#items(value.items, path) };
    if (value instanceof Uint8Array) return { t: 'bytes', hex: Buffer.from(value).toString('hex') };
    if (value instanceof TorchDType) return { t: 'dtype', v: value.name };
    if (value instanceof TorchDevice) return { t: 'device', v: value.name };
    if (value instanceof PyDict) return this.#dict(value, path);
    if (value instanceof PyObject) return this.#object(value, path);
    if (value instanceof TorchTensor) return this.#tensor(value, path);
    if (value instanceof NumpyArray) return this.#array(value, path);
    if (value instanceof NumpyScalar) {
      const { dtype, value: held } = value;
      return { t: 'npscalar', dtype: dtype.text, v: typeof held === 'number' ? floatJson(held) : held };
    }
    throw new Error(`${path} holds ${String(value)}`);
  }

  #items(items: readonly PyValue[], path: string): unknown[] {
    return items.map((item, i) => this.json(item, join(path, String(i))));
  }

  #entries(dict: PyDict, path: string): unknown[] {
    return [...dict].map(([key, value]) => [
      this.json(key, path),
      this.json(value, join(path, keyText(key))),
    ]);
  }

  #dict(dict: PyDict, path: string): unknown {
    const attributes = dict.attributes;
    return {
      t: dict.kind,
      items: this.#entries(dict, path),
      ...(attributes !== undefined && {
        attrs: Object.fromEntries(
          [...attributes].map(([key, value]) => [
            String(key),
            this.json(value, join(path, `<attrs>.${String(key)}`)),
          ]),
        ),
      }),
    };
  }

  #object({ cls, args, state, entries, items }: PyObject, path: string): unknown {
    return {
      t: 'object',
      cls: cls.path,
      ...(args.length > 0 && { args: this.#items(args, join(path, '<args>')) }),
      ...(state !== undefined && { state: this.json(state, join(path, '<state>')) }),
      ...(entries !== undefined && { items: this.#entries(entries, path) }),
      ...(items !== undefined && { items: this.#items(items, path) }),
    };
  }

  #tensor(tensor: TorchTensor, path: string): unknown {
    const { storage, dtype, shape, stride, offset, isParameter, requiresGrad } = tensor;
    const number = this.#storages.get(storage) ?? this.#storages.size;
    this.#storages.set(storage, number);
    const key = path === '' ? 'root' : path;
    this.arrays.set(key, bytesOf(tensor.toRecord().data));
    return {
      t: 'tensor',
      key,
      dtype: safetensorsName(dtype),
      shape,
      stride,
      offset,
      storage: number,
      ...(isParameter && { parameter: true }),
      ...(requiresGrad && { requires_grad: true }),
    };
  }

  #array({ dtype, shape, isFortran, items, data }: NumpyArray, path: string): unknown {
    if (items !== undefined)
      return { t: 'ndarray', dtype: dtype.text, shape, items: this.#items(items, path) };
    const key = path === '' ? 'root' : path;
    this.arrays.set(key, asExpected(isFortran ? rowMajor(data, shape) : data, dtype.code));
    return { t: 'ndarray', key, dtype: dtype.text, shape, fortran: isFortran };
  }
}

/** The golden files have no unsigned types above eight bits: those are int64 there. */
function asExpected(data: NumpyData, code: string): Uint8Array {
  if (/^u[248]$/.test(code)) return new Uint8Array(BigInt64Array.from([...data].map(BigInt)).buffer);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** A copy of a column-major array in row-major order. */
function rowMajor(data: NumpyData, shape: readonly number[]): NumpyData {
  const moved = data.slice();
  const index = new Array<number>(shape.length).fill(0);
  for (let to = 0; to < data.length; to++) {
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) from = from * shape[axis] + index[axis];
    moved[to] = data[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] += 1;
      if (index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
  return moved;
}

function floatJson(value: number): unknown {
  if (Number.isFinite(value)) return value;
  return { t: 'float', v: Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf' };
}

function keyText(key: PyValue): string {
  return key instanceof PyFloat ? String(key.value) : String(key);
}

function join(path: string, part: string): string {
  return path === '' ? part : `${path}.${part}`;
}
