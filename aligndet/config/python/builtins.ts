/**
 * @module Python's built-in functions, methods and modules that configs use. None of them accesses files or the
 * system.
 */
import { posix } from 'node:path';
import { formatMethod, repr, str } from './format.js';
import { orderOf } from './operators.js';
import {
  fail,
  isEqual,
  isTrue,
  itemsOf,
  numberOf,
  type PyArguments,
  PyDict,
  PyFloat,
  PyFunction,
  PyIterable,
  PyModule,
  PySet,
  PyTuple,
  type PyValue,
  typeName,
} from './values.js';

type Body = (args: readonly PyValue[], named: ReadonlyMap<string, PyValue>) => PyValue;

/** Maximum length of a range or similar. */
const MAX_ITEMS = 1_000_000;

function makeFunction(name: string, body: Body, receiver?: PyValue): PyFunction {
  return new PyFunction(name, ({ positional, named }) => body(positional, named), receiver);
}

const NOTHING: PyArguments = { positional: [], named: new Map() };

const FUNCTIONS: Readonly<Record<string, Body>> = {
  dict: ([source], named) =>
    PyDict.from([
      ...(source === undefined ? [] : pairsOf(source)),
      ...[...named].map(([k, v]) => [k, v] as const),
    ]),
  list: ([items]) => (items === undefined ? [] : [...itemsOf(items)]),
  tuple: ([items]) => new PyTuple(items === undefined ? [] : [...itemsOf(items)]),
  set: ([items]) => new PySet(items === undefined ? [] : itemsOf(items)),
  len: ([value]) => itemsOf(value).length,
  range: (args) => new PyIterable('range', range(args)),
  enumerate: ([items, start], named) => {
    const first = integer(start ?? named.get('start') ?? 0);
    return new PyIterable(
      'enumerate',
      itemsOf(items).map((item, i) => new PyTuple([i + first, item])),
    );
  },
  zip: (lists) => {
    const columns = lists.map(itemsOf);
    const length = columns.length === 0 ? 0 : Math.min(...columns.map((column) => column.length));
    return new PyIterable(
      'zip',
      Array.from({ length }, (_, i) => new PyTuple(columns.map((column) => column[i]))),
    );
  },
  map: ([callable, ...lists]) => {
    const columns = lists.map(itemsOf);
    const length = Math.min(...columns.map((column) => column.length));
    return new PyIterable(
      'map',
      Array.from({ length }, (_, i) =>
        call(
          callable,
          columns.map((column) => column[i]),
        ),
      ),
    );
  },
  filter: ([callable, items]) =>
    new PyIterable(
      'filter',
      itemsOf(items).filter((item) => isTrue(callable === null ? item : call(callable, [item]))),
    ),
  reversed: ([items]) => new PyIterable('reversed', itemsOf(items).toReversed()),
  sorted: ([items], named) => sort(itemsOf(items), named),
  sum: ([items, start = 0]) => itemsOf(items).reduce((total, item) => addNumbers(total, item), start),
  min: (args) => extreme(args, -1),
  max: (args) => extreme(args, 1),
  abs: ([value]) => sameKind(value, Math.abs(number(value))),
  round: ([value, digits]) => round(value, digits),
  int: ([value = 0]) => toInteger(value),
  float: ([value = 0]) => new PyFloat(toFloat(value)),
  str: ([value = '']) => str(value),
  repr: ([value]) => repr(value),
  bool: ([value = false]) => isTrue(value),
  any: ([items]) => itemsOf(items).some(isTrue),
  all: ([items]) => itemsOf(items).every(isTrue),
};

/** Python's built-in names. */
export const builtins: ReadonlyMap<string, PyValue> = new Map(
  Object.entries(FUNCTIONS).map(([name, body]) => [name, makeFunction(name, body)]),
);

/** Modules that a config may import. */
export const modules: ReadonlyMap<string, PyModule> = new Map(
  [
    moduleOf('os.path', {
      join: (parts) => posix.join(...parts.map(text)),
      basename: ([path]) => posix.basename(text(path)),
      dirname: ([path]) => posix.dirname(text(path)),
    }),
    moduleOf('math', {
      ceil: ([value]) => Math.ceil(number(value)),
      floor: ([value]) => Math.floor(number(value)),
      sqrt: ([value]) => new PyFloat(Math.sqrt(number(value))),
      log: ([value]) => new PyFloat(Math.log(number(value))),
      pow: ([base, power]) => new PyFloat(number(base) ** number(power)),
    }),
    moduleOf('copy', { copy: ([value]) => copy(value, false), deepcopy: ([value]) => copy(value, true) }),
  ].map((module) => [module.name, module]),
);

function moduleOf(name: string, members: Record<string, Body>): PyModule {
  return new PyModule(
    name,
    new Map(Object.entries(members).map(([key, body]) => [key, makeFunction(`${name}.${key}`, body)])),
  );
}

const LIST_METHODS: Readonly<Record<string, (list: PyValue[], ...args: PyValue[]) => PyValue>> = {
  append: (list, item) => nothing(list.push(item)),
  extend: (list, items) => nothing(list.push(...itemsOf(items))),
  insert: (list, at, item) => nothing(list.splice(integer(at), 0, item)),
  pop: (list, at = -1) => list.splice(integer(at), 1)[0] ?? fail('pop index out of range.'),
  remove: (list, item) => {
    const at = list.findIndex((each) => isEqual(each, item));
    if (at < 0) fail('list.remove(x): x not in list.');
    return nothing(list.splice(at, 1));
  },
  reverse: (list) => nothing(list.reverse()),
  copy: (list) => [...list],
  index: (list, item) => {
    const at = list.findIndex((each) => isEqual(each, item));
    return at < 0 ? fail('the item is not in the list.') : at;
  },
  count: (list, item) => list.filter((each) => isEqual(each, item)).length,
};

const DICT_METHODS: Readonly<
  Record<string, (dict: PyDict, args: readonly PyValue[], named: ReadonlyMap<string, PyValue>) => PyValue>
> = {
  update: (dict, [source], named) => {
    const pairs = source === undefined ? [] : pairsOf(source);
    for (const [key, value] of [...pairs, ...named]) dict.set(key, value);
    return null;
  },
  get: (dict, [key, fallback = null]) => dict.get(key) ?? (dict.has(key) ? null : fallback),
  pop: (dict, [key, fallback]) => {
    const value = dict.has(key) ? dict.get(key) : fallback;
    if (value === undefined) fail(`KeyError: ${repr(key)}.`);
    dict.delete(key);
    return value as PyValue;
  },
  setdefault: (dict, [key, fallback = null]) => {
    if (!dict.has(key)) dict.set(key, fallback);
    return dict.get(key) as PyValue;
  },
  items: (dict) =>
    new PyIterable(
      'dict_items',
      dict.entries().map((entry) => new PyTuple(entry)),
    ),
  keys: (dict) => new PyIterable('dict_keys', itemsOf(dict)),
  values: (dict) =>
    new PyIterable(
      'dict_values',
      dict.entries().map(([, value]) => value),
    ),
  copy: (dict) => PyDict.from(dict.entries()),
};

const STRING_METHODS: Readonly<
  Record<string, (value: string, args: readonly PyValue[], named: ReadonlyMap<string, PyValue>) => PyValue>
> = {
  format: (value, args, named) => formatMethod(value, args, named),
  join: (value, [items]) => itemsOf(items).map(text).join(value),
  replace: (value, [from, to]) => value.replaceAll(text(from), text(to)),
  split: (value, [by]) => (by === undefined ? value.trim().split(/\s+/) : value.split(text(by))),
  strip: (value, [chars]) => strip(value, chars, true, true),
  lstrip: (value, [chars]) => strip(value, chars, true, false),
  rstrip: (value, [chars]) => strip(value, chars, false, true),
  upper: (value) => value.toUpperCase(),
  lower: (value) => value.toLowerCase(),
  startswith: (value, [start]) => value.startsWith(text(start)),
  endswith: (value, [end]) => value.endsWith(text(end)),
  zfill: (value, [width]) => value.padStart(integer(width), '0'),
};

/** `value.name` for the attributes that configs use: members of modules, and methods. */
export function attributeOf(value: PyValue, name: string): PyValue {
  if (value instanceof PyModule) {
    return value.members.get(name) ?? modules.get(`${value.name}.${name}`) ?? missing();
  }
  if (Array.isArray(value) && Object.hasOwn(LIST_METHODS, name)) {
    return makeFunction(name, (args) => LIST_METHODS[name](value, ...args));
  }
  if (value instanceof PyDict && Object.hasOwn(DICT_METHODS, name)) {
    return makeFunction(name, (args, named) => DICT_METHODS[name](value, args, named), value);
  }
  if (typeof value === 'string' && Object.hasOwn(STRING_METHODS, name)) {
    return makeFunction(name, (args, named) => STRING_METHODS[name](value, args, named));
  }
  return missing();

  function missing(): never {
    return fail(`"${name}" of a ${typeName(value)} cannot be evaluated here.`);
  }
}

export function call(callable: PyValue, positional: readonly PyValue[]): PyValue {
  if (!(callable instanceof PyFunction)) return fail(`'${typeName(callable)}' object is not callable.`);
  return callable.call({ ...NOTHING, positional });
}

export function integer(value: PyValue): number {
  if (typeof value === 'number') return value;
  return typeof value === 'boolean'
    ? Number(value)
    : fail(`expected an integer, but got a ${typeName(value)}.`);
}

function number(value: PyValue): number {
  return numberOf(value) ?? fail(`expected a number, but got a ${typeName(value)}.`);
}

function text(value: PyValue): string {
  return typeof value === 'string' ? value : fail(`expected a string, but got a ${typeName(value)}.`);
}

function nothing(_done: unknown): null {
  return null;
}

function sameKind(like: PyValue, value: number): PyValue {
  return like instanceof PyFloat ? new PyFloat(value) : value;
}

function addNumbers(a: PyValue, b: PyValue): PyValue {
  const total = number(a) + number(b);
  return a instanceof PyFloat || b instanceof PyFloat ? new PyFloat(total) : total;
}

export function pairsOf(source: PyValue): [PyValue, PyValue][] {
  if (source instanceof PyDict) return source.entries();
  return itemsOf(source).map((pair) => {
    const [key, value, ...rest] = itemsOf(pair);
    return value === undefined || rest.length > 0 ? fail('expected pairs for a dict.') : [key, value];
  });
}

function range(args: readonly PyValue[]): number[] {
  const [a, b, step = 1] = args.map(integer);
  const [from, to] = b === undefined ? [0, a] : [a, b];
  if (step === 0) fail('range() arg 3 must not be zero.');
  const length = Math.max(0, Math.ceil((to - from) / step));
  if (length > MAX_ITEMS) fail(`a range of ${length} elements is too long.`);
  return Array.from({ length }, (_, i) => from + i * step);
}

function sort(items: readonly PyValue[], named: ReadonlyMap<string, PyValue>): PyValue[] {
  const key = named.get('key') ?? null;
  const sorted = items
    .map((item) => ({ item, by: key === null ? item : call(key, [item]) }))
    .sort((a, b) => orderOf(a.by, b.by))
    .map(({ item }) => item);
  return isTrue(named.get('reverse') ?? false) ? sorted.reverse() : sorted;
}

function extreme(args: readonly PyValue[], sign: 1 | -1): PyValue {
  const items = args.length === 1 ? itemsOf(args[0]) : args;
  if (items.length === 0) fail('min() or max() of nothing.');
  return items.reduce((best, item) => (orderOf(item, best) * sign > 0 ? item : best));
}

/** Python rounds halves to even. */
function round(value: PyValue, digits: PyValue = null): PyValue {
  const scale = 10 ** (digits === null ? 0 : integer(digits));
  const scaled = number(value) * scale;
  const floor = Math.floor(scaled);
  const isHalf = scaled - floor === 0.5;
  const rounded = (isHalf ? floor + (floor % 2 === 0 ? 0 : 1) : Math.round(scaled)) / scale;
  return digits === null ? rounded : sameKind(value, rounded);
}

function toInteger(value: PyValue): number {
  if (typeof value !== 'string') return Math.trunc(number(value));
  return /^\s*[+-]?\d+(_\d+)*\s*$/.test(value)
    ? Number(value.replaceAll('_', ''))
    : fail(`invalid literal for int(): ${repr(value)}.`);
}

function toFloat(value: PyValue): number {
  if (typeof value !== 'string') return number(value);
  const special = /^\s*([+-]?)(inf|infinity|nan)\s*$/i.exec(value);
  if (special !== null)
    return special[2].toLowerCase() === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
  const parsed = value.trim() === '' ? Number.NaN : Number(value.replaceAll('_', ''));
  return Number.isNaN(parsed) ? fail(`could not convert ${repr(value)} to a float.`) : parsed;
}

function strip(value: string, chars: PyValue | undefined, atStart: boolean, atEnd: boolean): string {
  const drop = chars === undefined || chars === null ? undefined : new Set(text(chars));
  const isDropped = (char: string) => (drop === undefined ? /\s/.test(char) : drop.has(char));
  let [start, end] = [0, value.length];
  while (atStart && start < end && isDropped(value[start])) start++;
  while (atEnd && end > start && isDropped(value[end - 1])) end--;
  return value.slice(start, end);
}

function copy(value: PyValue, isDeep: boolean): PyValue {
  const inner = (item: PyValue) => (isDeep ? copy(item, true) : item);
  if (Array.isArray(value)) return value.map(inner);
  if (value instanceof PyDict)
    return PyDict.from(value.entries().map(([key, item]) => [key, inner(item)] as const));
  return value instanceof PyTuple ? new PyTuple(value.items.map(inner)) : value;
}
