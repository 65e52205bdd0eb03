/**
 * @module What a pickle holds, as inert data. `None`, booleans, text, lists, bytes and whole numbers are JavaScript's
 * own (`bigint` beyond 2^53); the rest has a class here, so that nothing is lost when it is written again.
 */
import { damaged } from './damaged.js';

/** Anything that comes out of a pickle, or goes into one. */
export type PyValue = unknown;

/** A Python float: `1.0` is not `1`. Writers take plain numbers too: whole ones become ints. */
export class PyFloat {
  constructor(readonly value: number) {}

  valueOf(): number {
    return this.value;
  }
}

export class PyTuple {
  /** @param kind `torch.Size` is a tuple of its own class. */
  constructor(
    readonly items: readonly PyValue[],
    readonly kind: 'tuple' | 'torch.Size' = 'tuple',
  ) {}
}

export class PySet {
  readonly #items = new Map<unknown, PyValue>();

  constructor(
    items: Iterable<PyValue> = [],
    readonly kind: 'set' | 'frozenset' = 'set',
  ) {
    for (const item of items) this.add(item);
  }

  add(item: PyValue): void {
    const identity = identityOf(item);
    if (!this.#items.has(identity)) this.#items.set(identity, item);
  }

  get items(): PyValue[] {
    return [...this.#items.values()];
  }
}

/** A class, function or constant that a pickle names. Only a name: nothing is imported. */
export class PyGlobal {
  constructor(
    readonly module: string,
    readonly name: string,
  ) {}

  get path(): string {
    return `${this.module}.${this.name}`;
  }
}

export type DictKind = 'dict' | 'OrderedDict' | 'defaultdict';

/** A dictionary: any hashable key, Python's equality (`1 == 1.0 == True`), insertion order. */
export class PyDict implements Iterable<[PyValue, PyValue]> {
  readonly #entries = new Map<unknown, [PyValue, PyValue]>();
  /** Instance attributes, such as the `_metadata` of a state dict. */
  attributes: PyDict | undefined;
  /** What a `defaultdict` makes new values with. */
  factory: PyValue = null;

  constructor(
    entries: Iterable<readonly [PyValue, PyValue]> = [],
    readonly kind: DictKind = 'dict',
  ) {
    for (const [key, value] of entries) this.set(key, value);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: PyValue): PyValue {
    return this.#entries.get(identityOf(key))?.[1];
  }

  has(key: PyValue): boolean {
    return this.#entries.has(identityOf(key));
  }

  set(key: PyValue, value: PyValue): void {
    const identity = identityOf(key);
    const entry = this.#entries.get(identity);
    if (entry === undefined) this.#entries.set(identity, [key, value]);
    else entry[1] = value;
  }

  delete(key: PyValue): boolean {
    return this.#entries.delete(identityOf(key));
  }

  *keys(): Generator<PyValue> {
    for (const [key] of this.#entries.values()) yield key;
  }

  *[Symbol.iterator](): Generator<[PyValue, PyValue]> {
    for (const [key, value] of this.#entries.values()) yield [key, value];
  }
}

/** An instance of a class that is not known here: what a constructor would have been given, never run. */
export class PyObject {
  /** The state that `__setstate__` would have received. */
  state: PyValue;
  /** Items of a subclass of dict. */
  entries: PyDict | undefined;
  /** Items of a subclass of list. */
  items: PyValue[] | undefined;

  constructor(
    readonly cls: PyGlobal,
    readonly args: readonly PyValue[],
    /** How the pickle made it, so that it can be written again. */
    readonly made: 'new' | 'reduce' = 'new',
  ) {}
}

/** Steps that looking at one key may take: a tuple of tuples of tuples can be longer than the universe. */
const KEY_BUDGET = 1000;

/**
 * Something that is equal exactly when two keys are equal in Python.
 *
 * @throws {CheckpointError} for a list, dict or set, which cannot be keys.
 */
function identityOf(key: PyValue): unknown {
  if (typeof key === 'string') return `s${key}`;
  if (key instanceof PyTuple) return describe(key, { left: KEY_BUDGET });
  return simpleIdentity(key);
}

function simpleIdentity(key: PyValue): unknown {
  if (typeof key === 'boolean') return Number(key);
  if (key instanceof PyFloat) return key.value;
  if (key instanceof Uint8Array) return `b${Buffer.from(key).toString('latin1')}`;
  if (Array.isArray(key) || key instanceof PyDict || (key instanceof PySet && key.kind === 'set')) {
    throw damaged('it uses a list, dict or set as a key');
  }
  return key;
}

function describe(key: PyValue, budget: { left: number }): string {
  budget.left -= 1;
  if (budget.left < 0) throw damaged('a key has more than a thousand parts');
  if (key instanceof PyTuple) return `t(${key.items.map((item) => describe(item, budget)).join(',')})`;
  if (typeof key === 'string') return JSON.stringify(key);
  const identity = simpleIdentity(key);
  return typeof identity === 'object' && identity !== null ? `o${serial(identity)}` : String(identity);
}

const serials = new WeakMap<object, number>();
let lastSerial = 0;

function serial(value: object): number {
  const known = serials.get(value);
  if (known !== undefined) return known;
  lastSerial += 1;
  serials.set(value, lastSerial);
  return lastSerial;
}
