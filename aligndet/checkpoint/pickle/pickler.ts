/**
 * @module Writes pickles of protocol 2, with the opcodes that PyTorch's `weights_only` reader supports wherever
 * possible. Objects that occur twice (a list, a name, a string) are written once.
 */
import { CheckpointError } from '../../core/portable.js';
import type { DType } from '../../nn/index.js';
import { hexBytes, latin1Of } from '../bytes.js';
import { itemSize, storageName } from '../dtypes.js';
import { TorchTensor } from '../torch/tensor.js';
import { TypedStorage } from '../torch/typed-storage.js';
import { ByteWriter } from './byte-writer.js';
import { NumpyArray, NumpyDType, NumpyScalar } from './numpy.js';
import { arrayState, dtypeState } from './numpy-state.js';
import { op } from './opcodes.js';
import { encodeText } from './text.js';
import { TorchDevice, TorchDType } from './torch-values.js';
import { PyByteArray, PyDict, PyFloat, PyGlobal, PyObject, PySet, PyTuple, type PyValue } from './values.js';

/** Deeper values could not be read back. */
const DEEPEST = 1000;

/** Integers of more bytes are memoized. */
const LARGE_INTEGER = 16;

/** Identifies a tensor's storage in the pickle. */
export interface StorageName {
  readonly key: string;
  readonly dtype: DType;
  /** Number of elements. */
  readonly count: number;
  readonly location: string;
}

/** Called to get the name of its storage. */
export type NamedStorage = Pick<TypedStorage, 'storage' | 'dtype'>;

export interface PickleOptions {
  /** Tensors in another form, such as plain records. */
  asTensor?: (value: object) => TorchTensor | undefined;
  nameStorage?: (storage: NamedStorage) => StorageName;
  /** Whether ids have a sixth element, as in the legacy format. */
  hasStorageViews?: boolean;
}

/** @throws {CheckpointError} for a value without a Python equivalent, or nested too deep. */
export function pickle(value: PyValue, options: PickleOptions = {}): Uint8Array<ArrayBuffer> {
  return new Pickler(options).run(value);
}

class Pickler {
  readonly #out = new ByteWriter();
  /** Memo index of everything written so far: objects by identity, strings and large integers by value. */
  readonly #memo = new Map<unknown, number>();
  /** Memo object of each name. */
  readonly #globals = new Map<string, object>();
  #depth = 0;

  constructor(readonly options: PickleOptions) {}

  run(value: PyValue): Uint8Array<ArrayBuffer> {
    this.#op(op.PROTO);
    this.#out.byte(2);
    this.#value(value);
    this.#op(op.STOP);
    return this.#out.finish();
  }

  #value(value: PyValue): void {
    if (value === null || value === undefined) this.#op(op.NONE);
    else if (typeof value === 'boolean') this.#op(value ? op.NEWTRUE : op.NEWFALSE);
    else if (typeof value === 'string') this.#text(value);
    else if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'bigint') this.#integer(value);
    else if (value instanceof PyFloat) this.#float(value.value);
    else if (value instanceof PyGlobal) this.#global(value.module, value.name);
    else if (typeof value === 'object') this.#object(value);
    else throw new CheckpointError(`A ${typeof value} cannot be written to a checkpoint.`);
  }

  #object(value: object): void {
    if (this.#recall(value)) return;
    this.#depth += 1;
    if (this.#depth > DEEPEST) {
      throw new CheckpointError(`A value nested more than ${DEEPEST} levels deep cannot be written.`);
    }
    this.#newObject(value);
    this.#depth -= 1;
  }

  #newObject(value: object): void {
    if (Array.isArray(value)) this.#list(value);
    else if (value instanceof PyDict) this.#dict(value);
    else if (value instanceof Map) this.#entries(value, value);
    else if (value instanceof PyTuple) this.#tupleLike(value);
    else if (value instanceof PySet) this.#reduce(value, '__builtin__', value.kind, [value.items]);
    else if (value instanceof TorchDType) this.#global('torch', value.name.replace('torch.', ''));
    else if (value instanceof TorchDevice) this.#reduce(value, 'torch', 'device', [value.name]);
    else if (value instanceof Uint8Array) this.#bytes(value);
    else if (value instanceof NumpyArray) this.#array(value);
    else if (value instanceof NumpyScalar) this.#scalar(value);
    else if (value instanceof NumpyDType) this.#dtype(value);
    else if (value instanceof TypedStorage) this.#typedStorage(value);
    else if (value instanceof PyObject) this.#instance(value);
    else this.#tensorOrDict(value);
  }

  #tensorOrDict(value: object): void {
    const tensor = this.#tensorOf(value);
    if (tensor !== undefined) this.#tensor(value, tensor);
    else if (isPlainObject(value)) this.#entries(value, definedEntries(value));
    else throw new CheckpointError(`A ${value.constructor.name} cannot be written to a checkpoint.`);
  }

  #tensorOf(value: object): TorchTensor | undefined {
    return value instanceof TorchTensor ? value : this.options.asTensor?.(value);
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) this.#float(value);
    else if (value >= 0 && value < 1 << 8) this.#op(op.BININT1, () => this.#out.byte(value));
    else if (value >= 0 && value < 1 << 16) this.#op(op.BININT2, () => this.#out.uint16(value));
    else if (value >= -(2 ** 31) && value < 2 ** 31) this.#op(op.BININT, () => this.#out.int32(value));
    else this.#integer(BigInt(value));
  }

  #float(value: number): void {
    this.#op(op.BINFLOAT, () => this.#out.bigFloat64(value));
  }

  #integer(value: bigint): void {
    if (this.#recall(value)) return;
    let length = Math.max(1, value.toString(16).length >> 1);
    while (BigInt.asIntN(length * 8, value) !== value) length += 1;
    while (length > 1 && BigInt.asIntN(length * 8 - 8, value) === value) length -= 1;
    const hex = BigInt.asUintN(length * 8, value)
      .toString(16)
      .padStart(length * 2, '0');
    if (length < 256) this.#op(op.LONG1, () => this.#out.byte(length));
    else this.#op(op.LONG4, () => this.#out.int32(length));
    this.#out.bytes(hexBytes(hex).reverse());
    if (length > LARGE_INTEGER) this.#remember(value);
  }

  #text(text: string): void {
    if (this.#recall(text)) return;
    const bytes = encodeText(text);
    this.#op(op.BINUNICODE, () => this.#out.uint32(bytes.length));
    this.#out.bytes(bytes);
    this.#remember(text);
  }

  #global(module: string, name: string): void {
    const path = `${module} ${name}`;
    const key = this.#globals.get(path) ?? { path };
    if (this.#recall(key)) return;
    this.#globals.set(path, key);
    const dot = name.lastIndexOf('.');
    if (dot > 0) {
      this.#member(key, module, name.slice(0, dot), name.slice(dot + 1));
      return;
    }
    const line = `${module === 'builtins' ? '__builtin__' : module}\n${name}\n`;
    this.#op(op.GLOBAL, () => this.#out.bytes(encodeText(line)));
    this.#remember(key);
  }

  /** `getattr(cls, 'name')`, as protocol 2 names a member of a class. */
  #member(key: object, module: string, cls: string, name: string): void {
    this.#global('__builtin__', 'getattr');
    this.#global(module, cls);
    this.#text(name);
    this.#op(op.TUPLE2);
    this.#op(op.REDUCE);
    this.#remember(key);
  }

  #tuple(items: readonly PyValue[]): void {
    if (items.length === 0) {
      this.#op(op.EMPTY_TUPLE);
      return;
    }
    if (items.length > 3) this.#op(op.MARK);
    for (const item of items) this.#value(item);
    this.#op([op.TUPLE1, op.TUPLE2, op.TUPLE3][items.length - 1] ?? op.TUPLE);
  }

  #tupleLike(tuple: PyTuple): void {
    if (tuple.kind === 'torch.Size') {
      this.#reduce(tuple, 'torch', 'Size', [new PyTuple(tuple.items)]);
    } else {
      this.#tuple(tuple.items);
      this.#remember(tuple);
    }
  }

  #list(list: readonly PyValue[]): void {
    this.#op(op.EMPTY_LIST);
    this.#remember(list);
    this.#appends(list);
  }

  #appends(list: readonly PyValue[]): void {
    if (list.length === 0) return;
    this.#op(op.MARK);
    for (const item of list) this.#value(item);
    this.#op(op.APPENDS);
  }

  #entries(key: object, entries: Iterable<readonly [PyValue, PyValue]>): void {
    this.#op(op.EMPTY_DICT);
    this.#remember(key);
    this.#setItems(entries);
  }

  #dict(dict: PyDict): void {
    if (dict.kind === 'dict') {
      this.#entries(dict, dict);
      return;
    }
    this.#reduce(dict, 'collections', dict.kind, dict.kind === 'defaultdict' ? [dict.factory] : []);
    this.#setItems(dict);
    if (dict.attributes !== undefined) this.#build(dict.attributes);
  }

  #setItems(entries: Iterable<readonly [PyValue, PyValue]>): void {
    const items = [...entries];
    if (items.length === 0) return;
    this.#op(op.MARK);
    for (const [key, value] of items) {
      this.#value(key);
      this.#value(value);
    }
    this.#op(op.SETITEMS);
  }

  /** `module.name(*args)`, memoized as `key`. */
  #reduce(key: object, module: string, name: string, args: readonly PyValue[]): void {
    this.#global(module, name);
    this.#tuple(args);
    this.#op(op.REDUCE);
    this.#remember(key);
  }

  #build(state: PyValue): void {
    this.#value(state);
    this.#op(op.BUILD);
  }

  /** As Python 3 writes bytes for Python 2: text that is encoded on loading. */
  #bytes(bytes: Uint8Array): void {
    const latin = latin1Of(bytes);
    if (bytes instanceof PyByteArray) this.#reduce(bytes, '__builtin__', 'bytearray', [latin, 'latin-1']);
    else if (bytes.length === 0) this.#reduce(bytes, '__builtin__', 'bytes', []);
    else this.#reduce(bytes, '_codecs', 'encode', [latin, 'latin1']);
  }

  #instance(object: PyObject): void {
    const { cls, args, base } = object;
    if (base === undefined) {
      this.#value(cls);
      this.#arguments(args);
      this.#op(object.made === 'reduce' ? op.REDUCE : op.NEWOBJ);
    } else {
      this.#global('copy_reg', '_reconstructor');
      this.#tuple([cls, base.cls, base.value]);
      this.#op(op.REDUCE);
    }
    this.#remember(object);
    if (object.items !== undefined) this.#appends(object.items);
    if (object.entries !== undefined) this.#setItems(object.entries);
    if (object.state !== undefined) this.#build(object.state);
  }

  /** Instances may share them. */
  #arguments(args: readonly PyValue[]): void {
    if (args.length === 0 || !this.#recall(args)) this.#tuple(args);
    if (args.length > 0 && !this.#memo.has(args)) this.#remember(args);
  }

  #array(array: NumpyArray): void {
    const args = [array.type ?? new PyGlobal('numpy', 'ndarray'), new PyTuple([0]), Uint8Array.of(0x62)];
    this.#reduce(array, 'numpy.core.multiarray', '_reconstruct', args);
    const [version, shape, dtype, isFortran, raw] = arrayState(array);
    this.#op(op.MARK);
    this.#value(version);
    this.#value(shape);
    this.#dtype(dtype);
    this.#value(isFortran);
    this.#value(raw);
    this.#op(op.TUPLE);
    this.#op(op.BUILD);
  }

  #scalar(scalar: NumpyScalar): void {
    this.#global('numpy.core.multiarray', 'scalar');
    this.#dtype(scalar.dtype);
    this.#value(scalar.bytes);
    this.#op(op.TUPLE2);
    this.#op(op.REDUCE);
    this.#remember(scalar);
  }

  #dtype(dtype: NumpyScalar['dtype']): void {
    if (this.#recall(dtype)) return;
    this.#reduce(dtype, 'numpy', 'dtype', [dtype.type ?? dtype.code, false, true]);
    this.#build(dtypeState(dtype));
  }

  #tensor(key: object, tensor: TorchTensor): void {
    const { requiresGrad, isParameter, wrapper } = tensor;
    if (!isParameter) {
      this.#wrappedView(tensor, requiresGrad);
    } else {
      const hasState = wrapper !== undefined && wrapper.type === undefined;
      this.#global('torch._utils', hasState ? '_rebuild_parameter_with_state' : '_rebuild_parameter');
      this.#op(op.MARK);
      this.#wrappedView(tensor, false);
      this.#value(requiresGrad);
      this.#hooks();
      if (hasState) this.#value(wrapper.state);
      this.#op(op.TUPLE);
      this.#op(op.REDUCE);
    }
    this.#remember(key);
  }

  /** A tensor, or one of a subclass. */
  #wrappedView(tensor: TorchTensor, requiresGrad: boolean): void {
    const { wrapper } = tensor;
    const builder = storageName(tensor.dtype) !== undefined ? '_rebuild_tensor_v2' : '_rebuild_tensor_v3';
    if (wrapper?.type === undefined) {
      this.#global('torch._utils', builder);
      this.#view(tensor, requiresGrad);
    } else {
      this.#global('torch._tensor', '_rebuild_from_type_v2');
      this.#op(op.MARK);
      this.#global('torch._utils', builder);
      this.#value(wrapper.type);
      this.#view(tensor, requiresGrad);
      this.#value(wrapper.state);
      this.#op(op.TUPLE);
    }
    this.#op(op.REDUCE);
  }

  /** The arguments of the builder function. */
  #view(tensor: TorchTensor, requiresGrad: boolean): void {
    if (this.options.nameStorage === undefined)
      throw new CheckpointError('A tensor cannot be written to a plain pickle.');
    const { dtype, offset, shape, stride, isConj, isNeg } = tensor;
    this.#op(op.MARK);
    this.#storage(this.options.nameStorage(tensor));
    this.#number(offset);
    this.#tuple(shape);
    this.#tuple(stride);
    this.#value(requiresGrad);
    this.#hooks();
    if (storageName(dtype) === undefined) this.#global('torch', dtype);
    if (isConj || isNeg) this.#value({ ...(isConj && { conj: true }), ...(isNeg && { neg: true }) });
    this.#op(op.TUPLE);
  }

  #typedStorage({ storage, dtype, type }: TypedStorage): void {
    if (this.options.nameStorage === undefined)
      throw new CheckpointError('A storage cannot be written to a plain pickle.');
    this.#storage(this.options.nameStorage({ storage, dtype }), type);
  }

  #storage({ key, dtype, count, location }: StorageName, as?: PyGlobal): void {
    const type = as?.name ?? storageName(dtype);
    if (type === undefined && this.options.hasStorageViews) {
      throw new CheckpointError(`PyTorch cannot read ${dtype} from the legacy format. Write the zip format.`);
    }
    this.#op(op.MARK);
    this.#text('storage');
    if (type === undefined) this.#global('torch.storage', 'UntypedStorage');
    else this.#global(as?.module ?? 'torch', type);
    this.#text(key);
    this.#text(location);
    this.#number(type === undefined ? count * itemSize(dtype) : count);
    if (this.options.hasStorageViews) this.#value(null);
    this.#op(op.TUPLE);
    this.#op(op.BINPERSID);
  }

  /** The empty dict of backward hooks of every tensor. */
  #hooks(): void {
    this.#global('collections', 'OrderedDict');
    this.#op(op.EMPTY_TUPLE);
    this.#op(op.REDUCE);
  }

  #op(code: number, operand?: () => void): void {
    this.#out.byte(code);
    operand?.();
  }

  #remember(key: unknown): void {
    const index = this.#memo.size;
    this.#memo.set(key, index);
    if (index < 256) this.#op(op.BINPUT, () => this.#out.byte(index));
    else this.#op(op.LONG_BINPUT, () => this.#out.uint32(index));
  }

  /** @returns whether `key` was written before; then a reference is written. */
  #recall(key: unknown): boolean {
    const index = this.#memo.get(key);
    if (index === undefined) return false;
    if (index < 256) this.#op(op.BINGET, () => this.#out.byte(index));
    else this.#op(op.LONG_BINGET, () => this.#out.uint32(index));
    return true;
  }
}

function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  // a prototype without one is Object's, of whatever realm
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function definedEntries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
