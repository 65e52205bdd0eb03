/**
 * @module The contents of a pickle, as inert data. `None`, booleans, text, lists, bytes and integers are JavaScript's
 * own (`bigint` beyond 2^53); the rest has a class here, so that nothing is lost on writing.
 */
import type { PyGlobal, PyValue } from './atoms.js';
import { identityOf } from './identity.js';

export { PyByteArray, PyFloat, PyGlobal, PyTuple, type PyValue } from './atoms.js';

export class PySet implements Iterable<PyValue> {
  readonly #items = new Map<unknown, PyValue>();

  constructor(
    items: Iterable<PyValue> = [],
    readonly kind: 'set' | 'frozenset' = 'set',
  ) {
    for (const item of items) this.add(item);
  }

  get isHashable(): boolean {
    return this.kind === 'frozenset';
  }

  get size(): number {
    return this.#items.size;
  }

  add(item: PyValue): void {
    const identity = identityOf(item);
    if (!this.#items.has(identity)) this.#items.set(identity, item);
  }

  [Symbol.iterator](): Iterator<PyValue> {
    return this.#items.values();
  }

  get items(): PyValue[] {
    return [...this.#items.values()];
  }
}

export type DictKind = 'dict' | 'OrderedDict' | 'defaultdict';

/** Shared by all empty dicts; never written to. */
const NO_ENTRIES = new Map<unknown, [PyValue, PyValue]>();

/** A dictionary: any hashable key, Python's equality (`1 == 1.0 == True`), insertion order. */
export class PyDict implements Iterable<[PyValue, PyValue]> {
  /** Created with the first entry: every PyTorch tensor has an empty dict of hooks. */
  #entries: Map<unknown, [PyValue, PyValue]> = NO_ENTRIES;
  /** Instance attributes, such as the `_metadata` of a state dict. */
  attributes: PyDict | undefined;
  /** The default factory of a `defaultdict`. */
  factory: PyValue = null;

  constructor(
    entries: Iterable<readonly [PyValue, PyValue]> = [],
    readonly kind: DictKind = 'dict',
  ) {
    for (const [key, value] of entries) this.set(key, value);
  }

  get isHashable(): boolean {
    return false;
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
    if (this.#entries === NO_ENTRIES) this.#entries = new Map();
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

/** An instance of an unknown class: the arguments of its constructor, which is never called. */
export class PyObject {
  /** The argument that `__setstate__` would have received. */
  state: PyValue;
  /** Items of a subclass of dict. */
  entries: PyDict | undefined;
  /** Items of a subclass of list. */
  items: PyValue[] | undefined;
  /** For a subclass of tuple, str or a number under protocols 0 and 1: the plain value, and its class. */
  base: { readonly cls: PyGlobal; readonly value: PyValue } | undefined;

  constructor(
    readonly cls: PyGlobal,
    readonly args: readonly PyValue[],
    /** How the pickle created it, so that it can be written again. */
    readonly made: 'new' | 'reduce' = 'new',
  ) {}
}
