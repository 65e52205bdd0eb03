/**
 * @module Python's values. Strings, booleans, integers, None and lists are JavaScript's; the rest has classes, since
 * JavaScript tells neither `1.0` from `1` nor a tuple from a list.
 */

export class PyFloat {
  constructor(readonly value: number) {}
}

export class PyTuple {
  constructor(readonly items: readonly PyValue[]) {}
}

/** Keeps keys of any hashable type in the order in which they were set. */
export class PyDict {
  readonly #entries = new Map<string, [key: PyValue, value: PyValue]>();

  static from(entries: Iterable<readonly [PyValue, PyValue]>): PyDict {
    const dict = new PyDict();
    for (const [key, value] of entries) dict.set(key, value);
    return dict;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: PyValue): boolean {
    return this.#entries.has(hashOf(key));
  }

  get(key: PyValue): PyValue | undefined {
    return this.#entries.get(hashOf(key))?.[1];
  }

  set(key: PyValue, value: PyValue): void {
    const hash = hashOf(key);
    this.#entries.set(hash, [this.#entries.get(hash)?.[0] ?? key, value]);
  }

  delete(key: PyValue): boolean {
    return this.#entries.delete(hashOf(key));
  }

  entries(): [PyValue, PyValue][] {
    return [...this.#entries.values()];
  }
}

export class PySet {
  readonly dict: PyDict;

  constructor(items: Iterable<PyValue>) {
    this.dict = PyDict.from([...items].map((item) => [item, null] as const));
  }
}

/** The value of `range`, `zip` or a generator: iterable, but not allowed in a config. */
export class PyIterable {
  constructor(
    readonly kind: string,
    readonly items: readonly PyValue[],
  ) {}
}

export interface PyArguments {
  readonly positional: readonly PyValue[];
  readonly named: ReadonlyMap<string, PyValue>;
}

export class PyFunction {
  constructor(
    readonly name: string,
    readonly call: (args: PyArguments) => PyValue,
    /** The receiver of a method. */
    readonly receiver?: PyValue,
  ) {}
}

export class PyModule {
  constructor(
    readonly name: string,
    readonly members: ReadonlyMap<string, PyValue>,
  ) {}
}

/** A class imported by an mmengine config; in values it becomes its name. */
export class PyClass {
  constructor(readonly name: string) {}
}

/** `{{ _base_.a.b }}`: a value known only after inheritance. */
export class PyReference {
  constructor(readonly path: string) {}
}

export type PyValue =
  | string
  | number
  | boolean
  | null
  | PyValue[]
  | PyFloat
  | PyTuple
  | PyDict
  | PySet
  | PyIterable
  | PyFunction
  | PyModule
  | PyClass
  | PyReference;

/** An error with Python's message; the interpreter adds the location. */
export class PyFailure extends Error {}

export function fail(message: string): never {
  throw new PyFailure(message);
}

export function typeName(value: PyValue): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'int';
  if (Array.isArray(value)) return 'list';
  if (value instanceof PyFloat) return 'float';
  if (value instanceof PyTuple) return 'tuple';
  if (value instanceof PyDict) return 'dict';
  if (value instanceof PySet) return 'set';
  if (value instanceof PyIterable) return value.kind;
  if (value instanceof PyReference) return 'reference to a base';
  if (value instanceof PyClass) return 'class';
  return value instanceof PyModule ? 'module' : 'function';
}

/** The number of an int, float or bool. */
export function numberOf(value: PyValue): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  return value instanceof PyFloat ? value.value : undefined;
}

export function isTrue(value: PyValue): boolean {
  const number = numberOf(value);
  if (number !== undefined) return number !== 0;
  if (value === null) return false;
  if (value instanceof PyReference) fail('a reference to a base is only known after inheritance.');
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0;
  if (value instanceof PyTuple) return value.items.length > 0;
  if (value instanceof PyDict) return value.size > 0;
  return value instanceof PySet ? value.dict.size > 0 : true;
}

/** The items that `for` iterates over. */
export function itemsOf(value: PyValue): readonly PyValue[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return [...value];
  if (value instanceof PyTuple || value instanceof PyIterable) return value.items;
  if (value instanceof PyDict) return value.entries().map(([key]) => key);
  if (value instanceof PySet) return value.dict.entries().map(([key]) => key);
  return fail(`'${typeName(value)}' object is not iterable.`);
}

export function isEqual(a: PyValue, b: PyValue): boolean {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left !== undefined || right !== undefined) return left === right;
  if (Array.isArray(a) && Array.isArray(b)) return isSameList(a, b);
  if (a instanceof PyTuple && b instanceof PyTuple) return isSameList(a.items, b.items);
  if (a instanceof PyDict && b instanceof PyDict) {
    return (
      a.size === b.size && a.entries().every(([key, value]) => b.has(key) && isEqual(value, b.get(key)!))
    );
  }
  if (a instanceof PySet && b instanceof PySet) return isEqual(a.dict, b.dict);
  return a === b;
}

function isSameList(a: readonly PyValue[], b: readonly PyValue[]): boolean {
  return a.length === b.length && a.every((item, i) => isEqual(item, b[i]));
}

/** A string that is equal for equal keys; as in Python, 1, 1.0 and True are one key. */
function hashOf(key: PyValue): string {
  const number = numberOf(key);
  if (number !== undefined) return `n${number}`;
  if (typeof key === 'string') return `s${key}`;
  if (key === null) return 'none';
  if (key instanceof PyTuple) return `t(${key.items.map((item) => JSON.stringify(hashOf(item))).join()})`;
  return fail(`unhashable type: '${typeName(key)}'.`);
}
