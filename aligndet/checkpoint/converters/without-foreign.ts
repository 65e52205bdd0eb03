/**
 * @module Removes objects of unknown classes from a checkpoint. Reading keeps them as data and runs nothing; written
 * back, they would be calls again, which run wherever the file is loaded next.
 */
import { canonicalPath } from '../pickle/canonical-path.js';
import { PyDict, PyGlobal, PyObject, PySet, PyTuple, type PyValue } from '../pickle/values.js';

const below = (module: string, names: string): string[] =>
  names.split(' ').map((name) => `${module}.${name}`);

/** Classes that only create data when Python calls them. Fewer than may be read: reading calls none of them. */
const HARMLESS: ReadonlySet<string> = new Set([
  'argparse.Namespace',
  ...below('builtins', 'complex range slice object'),
  ...below('collections', 'Counter deque UserDict UserList UserString'),
  ...below('datetime', 'date datetime time timedelta timezone'),
  ...below('decimal', 'Decimal'),
  ...below('fractions', 'Fraction'),
  ...below('pathlib', 'Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath'),
  'types.SimpleNamespace',
  'uuid.UUID',
  ...below('numpy.random._pickle', '__randomstate_ctor __generator_ctor __bit_generator_ctor'),
  ...below('numpy.random.bit_generator', 'SeedSequence __pyx_unpickle_SeedSequence'),
  ...below('numpy.random._bit_generator', 'SeedSequence __pyx_unpickle_SeedSequence'),
  ...below(
    'torch._utils',
    '_rebuild_sparse_tensor _rebuild_sparse_csr_tensor _rebuild_meta_tensor_no_storage _rebuild_qtensor _rebuild_nested_tensor',
  ),
  'torch.serialization._get_layout',
  'torch.torch_version.TorchVersion',
]);

const isHarmless = (named: PyGlobal): boolean => HARMLESS.has(canonicalPath(named));

export interface LeftOut {
  /** Where it was: `message_hub.log_scalars.loss`. */
  readonly path: string;
  /** `mmengine.logging.HistoryBuffer`. */
  readonly cls: string;
}

export interface Harmless {
  readonly value: PyValue;
  readonly leftOut: readonly LeftOut[];
}

/** A value without foreign objects is returned as is, including shared objects. */
export function withoutForeign(root: PyValue): Harmless {
  const leftOut: LeftOut[] = [];
  const done = new Map<object, PyValue>();
  const visit = (value: PyValue, path: readonly string[]): PyValue => {
    if (typeof value !== 'object' || value === null) return value;
    const known = done.get(value);
    if (known !== undefined) return known;
    const cls = foreignClass(value);
    if (cls !== undefined) {
      leftOut.push({ path: path.join('.'), cls });
      return OMITTED;
    }
    const before = leftOut.length;
    done.set(value, value); // a value that contains itself
    const cleaned = cleanParts(value, (part, step) => visit(part, [...path, step]));
    done.set(value, cleaned);
    if (cleaned === OMITTED) {
      const [inner] = leftOut.splice(before);
      leftOut.push({ path: path.join('.'), cls: inner?.cls ?? (value as PyObject).cls.path });
    }
    return cleaned;
  };
  const value = visit(root, []);
  return { value: value === OMITTED ? null : value, leftOut };
}

/** Placeholder for a value that is not written; its entry of a dict is dropped, elsewhere `None` replaces it. */
const OMITTED = Symbol('left out');
const orNone = (part: PyValue): PyValue => (part === OMITTED ? null : part);

/** The class of an object, or a class or function itself, that the file would import from a package. */
function foreignClass(value: object): string | undefined {
  if (value instanceof PyObject) return isHarmless(value.cls) ? undefined : value.cls.path;
  return value instanceof PyGlobal && !isKnownName(value) ? value.path : undefined;
}

const KNOWN_TYPES =
  /^(builtins\.(bool|bytes|complex|dict|float|frozenset|int|list|object|set|str|tuple)|collections\.OrderedDict|torch\.[a-z]+\d*|torch\.per_(tensor|channel)_[a-z_]+|numpy\.[a-z]+\d*|numpy\.random\._\w+\.(PCG64(DXSM)?|MT19937|Philox|SFC64))$/;

function isKnownName(named: PyGlobal): boolean {
  return KNOWN_TYPES.test(canonicalPath(named)) || isHarmless(named);
}

function cleanParts(value: object, visit: (part: PyValue, step: string) => PyValue): PyValue {
  if (Array.isArray(value)) {
    const items = value.map((item, i) => orNone(visit(item, String(i))));
    return isSame(items, value) ? value : items;
  }
  if (value instanceof PyTuple || value instanceof PySet) {
    const items = value.items.map((item, i) => orNone(visit(item, String(i))));
    if (isSame(items, value.items)) return value;
    return value instanceof PyTuple ? new PyTuple(items, value.kind) : new PySet(items, value.kind);
  }
  if (value instanceof PyDict) return cleanDict(value, visit);
  if (value instanceof PyObject) return cleanRecord(value, visit);
  return value;
}

function cleanDict(dict: PyDict, visit: (part: PyValue, step: string) => PyValue): PyDict {
  const entries = [...dict].map(
    ([key, item]) => [visit(key, 'key'), visit(item, String(key)), key, item] as const,
  );
  const attributes = visit(dict.attributes, 'attributes');
  const factory = orNone(visit(dict.factory, 'factory'));
  const isWhole = entries.every(([key, item, oldKey, old]) => key === oldKey && item === old);
  if (isWhole && attributes === dict.attributes && factory === dict.factory) return dict;
  const kept = entries.flatMap(([key, item]) =>
    key === OMITTED || item === OMITTED ? [] : [[key, item] as const],
  );
  const cleaned = new PyDict(kept, dict.kind);
  if (attributes instanceof PyDict) cleaned.attributes = attributes;
  cleaned.factory = factory;
  return cleaned;
}

/** An object of a harmless class, such as a date. It is dropped completely if one of its arguments is. */
function cleanRecord(record: PyObject, visit: (part: PyValue, step: string) => PyValue): PyValue {
  const args = record.args.map((item, i) => visit(item, `args.${i}`));
  const state = visit(record.state, 'state');
  const isStateWhole = state === record.state || state instanceof PyDict;
  if (!isSame(args, record.args) || !isStateWhole) return OMITTED;
  const entries = record.entries === undefined ? undefined : cleanDict(record.entries, visit);
  const items = record.items?.map((item, i) => orNone(visit(item, String(i))));
  const isWhole =
    state === record.state && entries === record.entries && isSame(items ?? [], record.items ?? []);
  if (isWhole) return record;
  const cleaned = new PyObject(record.cls, record.args, record.made);
  return Object.assign(cleaned, { state, entries, items, base: record.base });
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
