/** @module Classes and functions of the standard library, numpy and torch that only hold data: kept as records. */

const below = (module: string, names: string): string[] =>
  names.split(' ').map((name) => `${module}.${name}`);

/** By canonical path. */
export const RECORDS: ReadonlySet<string> = new Set([
  'argparse.Namespace',
  ...below('array', 'array _array_reconstructor'),
  ...below('builtins', 'complex range slice object'),
  ...below('collections', 'ChainMap Counter deque UserDict UserList UserString'),
  ...below('datetime', 'date datetime time timedelta timezone'),
  ...below('decimal', 'Decimal Context'),
  'fractions.Fraction',
  ...below('io', 'BytesIO StringIO'),
  ...below('ipaddress', 'IPv4Address IPv6Address IPv4Network IPv6Network IPv4Interface IPv6Interface'),
  ...below('itertools', 'count cycle repeat'),
  ...below('logging', 'getLogger Logger'),
  ...below('operator', 'attrgetter itemgetter'),
  ...below('pathlib', 'Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath'),
  'random.Random',
  're._compile',
  'string.Template',
  'types.SimpleNamespace',
  ...below('uuid', 'UUID SafeUUID'),
  ...below('zoneinfo', 'ZoneInfo ZoneInfo._unpickle'),

  ...below('numpy', 'ndarray poly1d recarray matrix'),
  ...below('numpy.core._internal', '_convert_to_stringdtype_kwargs'),
  ...below('numpy.core', '_ufunc_reconstruct'),
  'numpy.ma.core._mareconstruct',
  ...below('numpy.random._pickle', '__randomstate_ctor __generator_ctor __bit_generator_ctor'),
  ...below('numpy.random', '__RandomState_ctor'),
  ...below('numpy.random.bit_generator', 'SeedSequence __pyx_unpickle_SeedSequence'),
  ...below('numpy.random._bit_generator', 'SeedSequence __pyx_unpickle_SeedSequence'),

  ...below(
    'torch._utils',
    '_rebuild_sparse_tensor _rebuild_sparse_csr_tensor _rebuild_meta_tensor_no_storage _rebuild_qtensor ' +
      '_rebuild_nested_tensor _rebuild_device_tensor_from_numpy _rebuild_device_tensor_from_cpu_tensor ' +
      '_rebuild_xla_tensor _rebuild_wrapper_subclass',
  ),
  'torch._tensor._rebuild_from_type',
  'torch.nested._internal.nested_tensor._rebuild_njt',
  'torch.serialization._get_layout',
  ...below('torch.jit._pickle', 'build_intlist build_tensorlist build_doublelist build_boollist'),
  ...below('torch.nn.parameter', 'UninitializedParameter UninitializedBuffer'),
  ...below('torch._C', 'Generator'),
  ...below('torch', 'Generator'),
  'torch.torch_version.TorchVersion',
]);

/** Exceptions of Python: `ValueError`, `KeyError`, `StopIteration`, `DeprecationWarning`. */
export function isException(path: string): boolean {
  return /^builtins\.([A-Z]\w*(Error|Exception|Warning|Exit|Interrupt)|StopIteration|StopAsyncIteration)$/.test(
    path,
  );
}
