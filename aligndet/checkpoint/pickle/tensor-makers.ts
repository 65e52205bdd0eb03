/**
 * @module The functions by which PyTorch rebuilds tensors. Tensors that are not a dense view of a storage (sparse,
 * quantized, meta, of an unknown type) remain a record of the call.
 */
import type { DType } from '../../nn/index.js';
import { dtypes } from '../dtypes.js';
import { TorchTensor } from '../torch/tensor.js';
import { TypedStorage } from '../torch/typed-storage.js';
import { itemsOf, type Maker, sizeOf } from './arguments.js';
import { corrupt } from './corrupt.js';
import { TorchDType } from './torch-values.js';
import { PyDict, PyGlobal, PyObject, PyTuple, type PyValue } from './values.js';

/** How a tensor subclass is rebuilt. */
type Construct = (callee: PyValue, args: readonly PyValue[], call: 'reduce') => PyValue;

export function tensorMakers(construct: Construct): [string, Maker][] {
  return [
    ['torch._utils._rebuild_tensor', makeTensor],
    ['torch._utils._rebuild_tensor_v2', makeTensor],
    ['torch._utils._rebuild_tensor_v3', makeTensorOfType],
    ['torch._utils._rebuild_parameter', makeParameter],
    ['torch._utils._rebuild_parameter_with_state', makeParameter],
    ['torch._tensor._rebuild_from_type_v2', (...args) => makeFromType(construct, args)],
  ];
}

/** `(storage, offset, shape, stride, requires_grad, hooks, metadata)` */
function makeTensor(this: PyGlobal, ...args: readonly PyValue[]): PyValue {
  const [storage, , , , , , facts = null] = args;
  if (!(storage instanceof TypedStorage))
    throw corrupt('a tensor is built from a value that is not a storage');
  return viewOf(storage, storage.dtype, facts, args) ?? new PyObject(this, args, 'reduce');
}

/** `(storage, offset, shape, stride, requires_grad, hooks, dtype, metadata)` */
function makeTensorOfType(this: PyGlobal, ...args: readonly PyValue[]): PyValue {
  const [storage, , , , , , type, facts = null] = args;
  if (!(storage instanceof TypedStorage))
    throw corrupt('a tensor is built from a value that is not a storage');
  const name = type instanceof TorchDType ? type.name : type instanceof PyGlobal ? type.path : undefined;
  const dtype = dtypes.find((known) => `torch.${known}` === name);
  const view = dtype && viewOf(storage, dtype, facts, args);
  return view ?? new PyObject(this, args, 'reduce');
}

/** @returns `undefined` if the tensor has unsupported metadata. */
function viewOf(
  { storage }: TypedStorage,
  dtype: DType,
  facts: PyValue,
  [, offset, shape, stride, requiresGrad]: readonly PyValue[],
): TorchTensor | undefined {
  const known = facts === null ? new PyDict() : facts;
  if (!(known instanceof PyDict) || [...known.keys()].some((key) => key !== 'conj' && key !== 'neg'))
    return undefined;
  return new TorchTensor(
    storage,
    dtype,
    sizeOf(offset),
    itemsOf(shape).map(sizeOf),
    itemsOf(stride).map(sizeOf),
    {
      requiresGrad: requiresGrad === true,
      isConj: known.get('conj') === true,
      isNeg: known.get('neg') === true,
    },
  );
}

/** `(tensor, requires_grad, hooks, state)`. A parameter of a tensor that is a record is a record. */
function makeParameter(this: PyGlobal, ...args: readonly PyValue[]): PyValue {
  const [tensor, requiresGrad = true, , state = null] = args;
  if (tensor instanceof PyObject) return new PyObject(this, args, 'reduce');
  if (!(tensor instanceof TorchTensor))
    throw corrupt('a parameter is built from a value that is not a tensor');
  return tensor.with({
    requiresGrad: requiresGrad === true,
    isParameter: true,
    wrapper: state === null ? tensor.wrapper : { type: undefined, state },
  });
}

/** `(builder, type, args, state)`: a subclass of Tensor, or a tensor with attributes. Only the tensor is used. */
function makeFromType(
  construct: Construct,
  [builder, type, args, state = null]: readonly PyValue[],
): PyValue {
  if (builder instanceof PyGlobal && builder.path.endsWith('_rebuild_from_type_v2'))
    throw corrupt('a tensor subclass is built from another one');
  const tensor = construct(builder, itemsOf(args), 'reduce');
  if (tensor instanceof TorchTensor) return tensor.with({ wrapper: { type, state } });
  if (tensor instanceof PyObject)
    return new PyObject(
      new PyGlobal('torch._tensor', '_rebuild_from_type_v2'),
      [builder, type, args, state],
      'reduce',
    );
  throw corrupt('a tensor subclass is built from a value that is not a tensor');
}

/** Records that represent a tensor, by the last segment of the function's name. */
const KINDS: Readonly<Record<string, string>> = {
  _rebuild_sparse_tensor: 'a sparse tensor',
  _rebuild_sparse_csr_tensor: 'a sparse tensor',
  _rebuild_meta_tensor_no_storage: 'a meta tensor, which has a shape but no values',
  _rebuild_qtensor: 'a quantized tensor',
  _rebuild_nested_tensor: 'a nested tensor',
  _rebuild_njt: 'a nested tensor',
  _rebuild_device_tensor_from_numpy: 'a tensor of another device, kept as a numpy array',
  _rebuild_device_tensor_from_cpu_tensor: 'a tensor of another device',
  _rebuild_xla_tensor: 'a tensor of an XLA device',
  _rebuild_wrapper_subclass: 'a tensor subclass',
  _rebuild_tensor_v2: 'a tensor with unknown metadata',
  UninitializedParameter: 'a parameter that was never initialized',
  UninitializedBuffer: 'a buffer that was never initialized',
};

/** Description of a record that represents a tensor: `a sparse tensor`. */
export function tensorKind(value: PyValue): string | undefined {
  if (!(value instanceof PyObject) || !value.cls.module.startsWith('torch.')) return undefined;
  const { name } = value.cls;
  const [first] = value.args;
  if (name.startsWith('_rebuild_parameter')) return tensorKind(first);
  if (name === '_rebuild_from_type_v2') return 'a tensor subclass';
  if (name === '_rebuild_tensor_v3')
    return `a tensor of the type ${typeName(value.args[6])}, which is not supported`;
  return Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
}

function typeName(type: PyValue): string {
  return type instanceof TorchDType ? type.name : type instanceof PyGlobal ? type.path : 'unknown';
}

/** `torch.Size((1, 2))` */
export function makeSize(items: PyValue): PyTuple {
  return new PyTuple([...itemsOf(items)], 'torch.Size');
}
