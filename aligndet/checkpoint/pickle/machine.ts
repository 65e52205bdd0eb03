/** @module Stack, marks and memo of a pickle machine. */
import { corrupt } from './corrupt.js';
import { ENTRY_BYTES, heldBytes, ITEM_BYTES, REFERENCE_BYTES } from './held-bytes.js';
import { randomSalt } from './salt.js';
import { PyDict, PyObject, PySet, type PyValue } from './values.js';

/** JavaScript hashes integers in a known way; with a salt, collisions of memo entries differ in every process. */
const SALT = randomSalt();

/** A mark, with the stack that starts at it. */
const MARK_BYTES = 64;
const MEMO_BYTES = 48;

export class Machine {
  /** @param spend counts bytes of memory, and throws at the limit. */
  constructor(readonly spend: (bytes: number) => void) {}

  #stack: PyValue[] = [];
  /** The stacks below each open mark. */
  readonly #marks: PyValue[][] = [];
  /** Memo entries with consecutive indices, as written by Python's pickler. */
  readonly #memo: PyValue[] = [];
  /** Other indices: a hostile pickle may choose any. */
  readonly #sparse = new Map<number, PyValue>();

  /** An existing value. */
  push(value: PyValue): void {
    this.spend(REFERENCE_BYTES);
    this.#stack.push(value);
  }

  /** A new value. */
  make(value: PyValue): void {
    this.spend(heldBytes(value));
    this.push(value);
  }

  top(): PyValue {
    if (this.#stack.length === 0) throw corrupt('its stack is empty');
    return this.#stack[this.#stack.length - 1];
  }

  pop(): PyValue {
    const value = this.top();
    this.#stack.pop();
    return value;
  }

  popMany(count: number): PyValue[] {
    if (this.#stack.length < count) throw corrupt('its stack is empty');
    return this.#stack.splice(this.#stack.length - count, count);
  }

  mark(): void {
    this.spend(MARK_BYTES);
    this.#marks.push(this.#stack);
    this.#stack = [];
  }

  /** Everything above the newest mark. */
  popMark(): PyValue[] {
    const items = this.#stack;
    const below = this.#marks.pop();
    if (below === undefined) throw corrupt('a mark is missing on its stack');
    this.#stack = below;
    return items;
  }

  /** Pops the top, or the newest mark if nothing is above it, as Python does. */
  drop(): void {
    if (this.#stack.length > 0) this.#stack.pop();
    else this.popMark();
  }

  store(index: number = this.#memo.length + this.#sparse.size): void {
    this.spend(MEMO_BYTES);
    if (index > this.#memo.length) {
      this.#sparse.set(index ^ SALT, this.top());
      return;
    }
    this.#memo[index] = this.top();
    if (this.#sparse.size > 0) this.#sparse.delete(index ^ SALT);
  }

  recall(index: number): PyValue {
    const value = index < this.#memo.length ? this.#memo[index] : this.#sparse.get(index ^ SALT);
    if (value === undefined) throw corrupt(`it refers to memo entry ${index}, which was never stored`);
    return value;
  }

  append(items: PyValue[]): void {
    const target = this.top();
    if (target instanceof PyObject) target.items ??= [];
    const list = target instanceof PyObject ? target.items : target;
    if (!Array.isArray(list)) throw corrupt('it appends to a value that is not a list');
    this.spend(items.length * ITEM_BYTES);
    for (const item of items) list.push(item);
  }

  /** @param items alternating keys and values. */
  setItems(items: PyValue[]): void {
    const target = this.top();
    if (target instanceof PyObject) target.entries ??= new PyDict();
    const dict = target instanceof PyObject ? target.entries : target;
    if (!(dict instanceof PyDict)) throw corrupt('it sets keys of a value that is not a dict');
    this.spend(items.length * (ENTRY_BYTES / 2));
    for (const [key, value] of pairs(items)) dict.set(key, value);
  }

  addItems(items: PyValue[]): void {
    const target = this.top();
    if (!(target instanceof PySet)) throw corrupt('it adds to a value that is not a set');
    this.spend(items.length * ENTRY_BYTES);
    for (const item of items) target.add(item);
  }
}

/** Alternating keys and values as pairs. */
export function pairs(items: PyValue[]): [PyValue, PyValue][] {
  if (items.length % 2 !== 0) throw corrupt('a dict has a key without a value');
  return Array.from({ length: items.length / 2 }, (_, i) => [items[2 * i], items[2 * i + 1]]);
}
