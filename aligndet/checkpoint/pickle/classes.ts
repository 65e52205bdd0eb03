/**
 * @module The allow list: what a pickle may construct, and as which inert value. Python would import and call the
 * named things; here a name only picks an entry of this table, and nothing is ever called.
 *
 * Outside the table: classes of packages become {@link PyObject} records. Functions, and anything of the standard
 * library, of torch or of numpy, are refused: no checkpoint needs them, and attacks are made of them.
 */
import { CheckpointError } from '../../core/index.js';
import type { DType } from '../../nn/index.js';
import { dtypes } from '../dtypes.js';
import { TorchTensor } from '../torch/tensor.js';
import { damaged } from './damaged.js';
import { NumpyArray, NumpyScalar, numpyDTypeOf } from './numpy.js';
import { STANDARD_MODULES } from './standard-modules.js';
import { PyDict, PyFloat, PyGlobal, PyObject, PySet, PyTuple, type PyValue } from './values.js';

/** A storage that a persistent id named. Its type is the tensor's element type, except for untyped storages. */
export interface TypedStorage {
  readonly storage: TorchTensor['storage'];
  readonly dtype: DType;
}

type Args = readonly PyValue[];
type Maker = (...args: Args[number][]) => PyValue;

/** How the pickle asks for an instance. */
export type Call = 'reduce' | 'new';

const NUMPY_CORES = ['numpy.core', 'numpy._core'];
const BUILTINS = ['builtins', '__builtin__'];

/** Every allowed constructor, by its dotted path. */
const MAKERS = new Map<string, Maker>([
  ['collections.OrderedDict', (pairs) => new PyDict(pairsOf(pairs), 'OrderedDict')],
  ['collections.defaultdict', makeDefaultDict],
  ['torch.Size', (items) => new PyTuple(itemsOf(items), 'torch.Size')],
  ['torch.device', (...parts) => new TorchDevice(parts.join(':'))],
  [
    'torch._utils._rebuild_tensor',
    (storage, offset, shape, stride) => makeTensor(storage, offset, shape, stride),
  ],
  ['torch._utils._rebuild_tensor_v2', makeTensor],
  [
    'torch._utils._rebuild_tensor_v3',
    (storage, offset, shape, stride, grad, _hooks, dtype) =>
      makeTensor(storage, offset, shape, stride, grad, null, dtype),
  ],
  ['torch._utils._rebuild_parameter', makeParameter],
  ['torch._utils._rebuild_parameter_with_state', makeParameter],
  ['torch._tensor._rebuild_from_type_v2', makeFromType],
  ['_codecs.encode', makeBytes],
  ...NUMPY_CORES.flatMap((core): [string, Maker][] => [
    [`${core}.multiarray._reconstruct`, () => new NumpyArray()],
    [`${core}.multiarray.scalar`, (dtype, raw) => NumpyScalar.of(dtype, raw)],
    [`${core}.numeric._frombuffer`, makeFromBuffer],
  ]),
  ['numpy.dtype', (...args) => numpyDTypeOf(args)],
  ...BUILTINS.flatMap((module): [string, Maker][] => [
    [`${module}.set`, (items) => new PySet(itemsOf(items))],
    [`${module}.frozenset`, (items) => new PySet(itemsOf(items), 'frozenset')],
    [`${module}.list`, (items) => [...itemsOf(items)]],
    [`${module}.tuple`, (items) => new PyTuple(itemsOf(items))],
    [`${module}.dict`, (pairs) => new PyDict(pairsOf(pairs))],
    [`${module}.bytes`, makeBytes],
    [`${module}.bytearray`, makeBytes],
  ]),
]);

/** Classes of the standard library and of numpy that hold nothing but data: kept as records. */
const RECORDS: ReadonlySet<string> = new Set([
  'argparse.Namespace',
  ...['builtins', '__builtin__'].flatMap((module) =>
    ['complex', 'range', 'slice', 'object'].map((name) => `${module}.${name}`),
  ),
  ...['Counter', 'deque', 'UserDict', 'UserList'].map((name) => `collections.${name}`),
  ...['date', 'datetime', 'time', 'timedelta', 'timezone'].map((name) => `datetime.${name}`),
  'decimal.Decimal',
  'fractions.Fraction',
  ...['Path', 'PosixPath', 'WindowsPath', 'PurePath', 'PurePosixPath', 'PureWindowsPath'].map(
    (name) => `pathlib.${name}`,
  ),
  'types.SimpleNamespace',
  'uuid.UUID',
  ...['__randomstate_ctor', '__generator_ctor', '__bit_generator_ctor'].map(
    (name) => `numpy.random._pickle.${name}`,
  ),
  'torch.torch_version.TorchVersion',
]);

/** A torch dtype as a value, such as `torch.float16`. */
export class TorchDType {
  constructor(readonly name: string) {}
}

export class TorchDevice {
  constructor(readonly name: string) {}
}

const TORCH_DTYPES = new Set<string>([
  ...dtypes,
  'half',
  'float',
  'double',
  'long',
  'int',
  'short',
  'qint8',
  'quint8',
  'qint32',
]);

/** What a name stands for when it is mentioned: a dtype is a value, the rest stays a name. */
export function mention(named: PyGlobal): PyValue {
  return named.module === 'torch' && TORCH_DTYPES.has(named.name) ? new TorchDType(named.path) : named;
}

/**
 * The instance that a pickle asks for.
 *
 * @throws {CheckpointError} when it asks for a function, or for a class that is not harmless.
 */
export function construct(callee: PyValue, args: Args, call: Call): PyValue {
  if (!(callee instanceof PyGlobal)) {
    throw damaged('it calls something that is no class');
  }
  const { path } = callee;
  const maker = MAKERS.get(path);
  if (maker !== undefined) return maker(...args);
  if (path === 'copyreg._reconstructor' || path === 'copy_reg._reconstructor') return reconstruct(args);
  if (path === 'copyreg.__newobj__' || path === 'copy_reg.__newobj__')
    return construct(args[0], args.slice(1), 'new');
  if (RECORDS.has(path) || isForeignClass(callee, call)) return new PyObject(callee, args, call);
  throw new CheckpointError(
    `the pickle would run ${path}, which no checkpoint needs: it may be an attack. Nothing was run; the file is refused.`,
  );
}

/** Classes are written in capitals by every package that stores instances in checkpoints; functions are not. */
function isForeignClass({ module, name }: PyGlobal, call: Call): boolean {
  const [root] = module.split('.');
  if (name.includes('.') && call === 'reduce') return false;
  if (root === 'torch' || root === '__torch__') return call === 'new' && module.startsWith('torch.nn.');
  if (root === 'numpy' || STANDARD_MODULES.has(root)) return false;
  return call === 'new' || /^_*[A-Z]/.test(name);
}

/** `copyreg._reconstructor(cls, base, state)`: how protocols 0 and 1 make instances. */
function reconstruct([cls, base, state]: Args): PyValue {
  const instance = construct(cls, [], 'new');
  if (!(instance instanceof PyObject)) return instance;
  if (base instanceof PyGlobal && base.name === 'dict' && state instanceof PyDict) instance.entries = state;
  if (base instanceof PyGlobal && base.name === 'list' && Array.isArray(state)) instance.items = state;
  return instance;
}

function makeDefaultDict(factory: PyValue = null, pairs: PyValue = undefined): PyDict {
  const dict = new PyDict(pairsOf(pairs), 'defaultdict');
  dict.factory = factory;
  return dict;
}

function makeTensor(
  storage: PyValue,
  offset: PyValue,
  shape: PyValue,
  stride: PyValue,
  requiresGrad: PyValue = false,
  _hooks: PyValue = null,
  dtype: PyValue = undefined,
): TorchTensor {
  if (!isTypedStorage(storage)) throw damaged('a tensor is made of something that is no storage');
  const named =
    dtype === undefined ? storage.dtype : dtypes.find((known) => `torch.${known}` === nameOf(dtype));
  if (named === undefined) {
    throw new CheckpointError(`A tensor has elements of type ${nameOf(dtype)}, which is not supported.`);
  }
  const options = { requiresGrad: requiresGrad === true };
  return new TorchTensor(
    storage.storage,
    named,
    sizeOf(offset),
    itemsOf(shape).map(sizeOf),
    itemsOf(stride).map(sizeOf),
    options,
  );
}

/** As `torch.float16`: dtypes of later versions are mere names here. */
function nameOf(dtype: PyValue): string {
  return dtype instanceof TorchDType ? dtype.name : dtype instanceof PyGlobal ? dtype.path : 'unknown';
}

function makeParameter(tensor: PyValue, requiresGrad: PyValue = true): TorchTensor {
  if (!(tensor instanceof TorchTensor)) throw damaged('a parameter is made of no tensor');
  const { storage, dtype, offset, shape, stride } = tensor;
  return new TorchTensor(storage, dtype, offset, shape, stride, {
    requiresGrad: requiresGrad === true,
    isParameter: true,
  });
}

/** A subclass of Tensor, or a tensor with attributes: the tensor is what counts. */
function makeFromType(builder: PyValue, _type: PyValue, args: PyValue): PyValue {
  const tensor = construct(builder, itemsOf(args), 'reduce');
  if (!(tensor instanceof TorchTensor)) throw damaged('a tensor subclass is made of no tensor');
  return tensor;
}

function makeFromBuffer(raw: PyValue, dtype: PyValue, shape: PyValue, order: PyValue): NumpyArray {
  const array = new NumpyArray();
  array.fill(shape, dtype, order === 'F', raw);
  return array;
}

/** `_codecs.encode(text, 'latin1')`, `bytes()`, `bytearray(b'..')`, `bytearray('text', 'latin-1')`. */
function makeBytes(content: PyValue = new Uint8Array(0), encoding: PyValue = undefined): Uint8Array {
  if (content instanceof Uint8Array) return content;
  const isLatin = encoding === 'latin1' || encoding === 'latin-1';
  if (typeof content === 'string' && isLatin) return new Uint8Array(Buffer.from(content, 'latin1'));
  if (content instanceof PyTuple || Array.isArray(content))
    return Uint8Array.from(itemsOf(content).map(sizeOf));
  throw damaged('it makes bytes of something else');
}

export function isTypedStorage(value: PyValue): value is TypedStorage {
  return (
    typeof value === 'object' &&
    value !== null &&
    'storage' in value &&
    'dtype' in value &&
    !(value instanceof TorchTensor)
  );
}

function itemsOf(value: PyValue): readonly PyValue[] {
  if (value === undefined) return [];
  if (value instanceof PyTuple) return value.items;
  if (value instanceof PySet) return value.items;
  if (Array.isArray(value)) return value;
  throw damaged('a list or tuple was expected where something else is');
}

function pairsOf(value: PyValue): [PyValue, PyValue][] {
  if (value instanceof PyDict) return [...value];
  return itemsOf(value).map((pair) => {
    const [key, item, ...rest] = itemsOf(pair);
    if (item === undefined || rest.length > 0) throw damaged('a dict has an item that is no pair');
    return [key, item];
  });
}

function sizeOf(value: PyValue): number {
  const size = value instanceof PyFloat ? Number.NaN : value;
  if (typeof size === 'number' && Number.isSafeInteger(size)) return size;
  throw damaged('a whole number was expected where something else is');
}
