/**
 * @module The allow list: what a pickle may construct, and as which inert value. Python would import and call the named
 * objects; here a name only selects an entry of this table, and nothing is called.
 *
 * Outside the table: classes of packages, and those that only hold data, become {@link PyObject} records. Functions,
 * and everything else of the standard library, torch or numpy, are rejected: no checkpoint needs them, and exploits
 * consist of them.
 */
import { latin1Bytes } from '../bytes.js';
import { itemsOf, type Maker, pairsOf, sizeOf } from './arguments.js';
import { canonicalPath } from './canonical-path.js';
import { corrupt } from './corrupt.js';
import { NumpyArray, NumpyScalar, numpyDTypeOf } from './numpy.js';
import { isException, RECORDS } from './records.js';
import { attack, namedArguments, refusal, runsCode } from './refusals.js';
import { STANDARD_MODULES } from './standard-modules.js';
import { makeSize, tensorMakers } from './tensor-makers.js';
import { makeDevice } from './torch-values.js';
import { PyByteArray, PyDict, PyGlobal, PyObject, PySet, PyTuple, type PyValue } from './values.js';

type Args = readonly PyValue[];

/** How the pickle requests an instance. */
export type Call = 'reduce' | 'new';

/** Every allowed constructor, by its canonical path. */
const MAKERS = new Map<string, Maker>([
  ['collections.OrderedDict', (pairs) => new PyDict(pairsOf(pairs), 'OrderedDict')],
  ['collections.defaultdict', makeDefaultDict],
  ['torch.Size', makeSize],
  ['torch.device', makeDevice],
  ...tensorMakers(construct),
  ['_codecs.encode', makeBytes],
  ['numpy.core.multiarray._reconstruct', (type) => new NumpyArray(type)],
  ['numpy.core.multiarray.scalar', (dtype, raw) => NumpyScalar.of(dtype, raw)],
  ['numpy.core.numeric._frombuffer', makeFromBuffer],
  ['numpy.dtype', (...args) => numpyDTypeOf(args)],
  ['builtins.set', (items) => new PySet(itemsOf(items))],
  ['builtins.frozenset', (items) => new PySet(itemsOf(items), 'frozenset')],
  ['builtins.list', (items) => [...itemsOf(items)]],
  ['builtins.tuple', (items) => new PyTuple([...itemsOf(items)])],
  ['builtins.dict', (pairs) => new PyDict(pairsOf(pairs))],
  ['builtins.bytes', makeBytes],
  ['builtins.bytearray', (...args) => PyByteArray.copyOf(makeBytes(...args))],
  ['builtins.type', makeType],
  ['builtins.getattr', makeAttribute],
  ['functools.partial', makePartial],
  ['copyreg._reconstructor', reconstruct],
  ['copyreg.__newobj__', (cls, ...args) => constructClass(cls, args)],
]);

/** No constructor of the table takes more arguments. */
const MAX_ARGUMENTS = 64;

/**
 * The instance that a pickle requests.
 *
 * @throws {CheckpointError} for a function, or a class that is not known to be harmless.
 */
export function construct(callee: PyValue, args: Args, call: Call): PyValue {
  if (!(callee instanceof PyGlobal)) throw corrupt('it calls something that is not a class');
  const maker = MAKERS.get(canonicalPath(callee));
  if (maker !== undefined) {
    if (args.length > MAX_ARGUMENTS) throw corrupt(`it passes ${args.length} arguments to ${callee.path}`);
    return maker.call(callee, ...args);
  }
  if (isRecord(callee, call)) return new PyObject(callee, args, call);
  throw refusal(callee);
}

function isRecord(named: PyGlobal, call: Call): boolean {
  const path = canonicalPath(named);
  return RECORDS.has(path) || isException(path) || isForeignClass(named, call);
}

/** Class names are capitalized in every package that stores instances in checkpoints; functions are not. */
function isForeignClass({ module, name }: PyGlobal, call: Call): boolean {
  const [root] = module.split('.');
  const isCapital = name.split('.').every((part) => /^_*[A-Z]/.test(part));
  if (root === 'torch')
    return call === 'new' && isCapital && !/^torch\.(jit|fx|package|_dynamo|_inductor)\b/.test(module);
  if (root === '__torch__') return false;
  if (root === 'numpy') return call === 'new' && isCapital && module.startsWith('numpy.random.');
  return !STANDARD_MODULES.has(root) && (call === 'new' || isCapital);
}

function constructClass(cls: PyValue, args: Args): PyValue {
  if (cls instanceof PyGlobal && canonicalPath(cls).startsWith('copyreg.'))
    throw corrupt('it makes an instance of a function');
  return construct(cls, args, 'new');
}

/** `copyreg._reconstructor(cls, base, state)`: how protocols 0 and 1 create instances. */
function reconstruct(cls: PyValue, base: PyValue, state: PyValue = null): PyValue {
  const instance = constructClass(cls, []);
  if (!(instance instanceof PyObject)) return instance;
  const kind = base instanceof PyGlobal ? canonicalPath(base) : undefined;
  if (base instanceof PyGlobal && base.name === 'dict' && state instanceof PyDict)
    instance.entries = new PyDict(state);
  else if (base instanceof PyGlobal && base.name === 'list' && Array.isArray(state))
    instance.items = [...state];
  else if (base instanceof PyGlobal && kind !== 'builtins.object')
    instance.base = { cls: base, value: state };
  return instance;
}

/** `type(None)` and similar: the only classes without a name. */
function makeType(this: PyGlobal, ...args: Args): PyObject {
  const [of] = args;
  const isNameless =
    of === null ||
    (of instanceof PyGlobal && /^builtins\.(Ellipsis|NotImplemented)$/.test(canonicalPath(of)));
  if (args.length !== 1 || !isNameless) throw attack(this);
  return new PyObject(this, args, 'reduce');
}

/**
 * `getattr(cls, 'name')`: how protocols up to 3 name a member of a class, such as an `Enum` or a static method; with an
 * instance, a bound method. A member is a name again.
 */
function makeAttribute(this: PyGlobal, ...args: Args): PyValue {
  const [of, name] = args;
  if (name === '__new__' && of instanceof PyGlobal && isForeignClass(of, 'new')) throw namedArguments(of);
  const isPlain = args.length === 2 && typeof name === 'string' && /^(?!__)\w{1,200}$/.test(name);
  if (!isPlain) throw attack(this);
  if (of instanceof PyObject) return new PyObject(this, args, 'reduce');
  if (!(of instanceof PyGlobal) || !isRecord(of, 'new') || of.name.length > 500) throw attack(this);
  return new PyGlobal(of.module, `${of.name}.${name}`);
}

/** `functools.partial(function)`, whose arguments follow as its state: a value that is never called here. */
function makePartial(this: PyGlobal, ...args: Args): PyObject {
  const [called] = args;
  const isKnown =
    called instanceof PyObject || (called instanceof PyGlobal && MAKERS.has(canonicalPath(called)));
  if (!isKnown && !(called instanceof PyGlobal))
    throw corrupt('it binds arguments to something that is not a function');
  if (called instanceof PyGlobal && !isKnown && runsCode(called)) throw attack(called);
  return new PyObject(this, args, 'reduce');
}

function makeDefaultDict(factory: PyValue = null, pairs: PyValue = undefined): PyDict {
  const dict = new PyDict(pairsOf(pairs), 'defaultdict');
  dict.factory = factory;
  return dict;
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
  if (typeof content === 'string' && isLatin) return latin1Bytes(content);
  if (content instanceof PyTuple || Array.isArray(content))
    return Uint8Array.from(itemsOf(content).map(sizeOf));
  throw corrupt('it creates bytes from an unsupported value');
}
