/** @module Immutable values of a pickle: floats, tuples, names. */

/** Any value that a pickle can contain. */
export type PyValue = unknown;

/** A Python float: `1.0` is not `1`. Writers also accept plain numbers: integral ones become ints. */
export class PyFloat {
  constructor(readonly value: number) {}

  valueOf(): number {
    return this.value;
  }
}

/** Python's `bytearray`, which is written as such again. */
export class PyByteArray extends Uint8Array<ArrayBuffer> {
  static copyOf(bytes: Uint8Array): PyByteArray {
    const copy = new PyByteArray(new ArrayBuffer(bytes.length));
    copy.set(bytes);
    return copy;
  }
}

export class PyTuple {
  /** @param kind `torch.Size` is a tuple with its own class. */
  constructor(
    readonly items: readonly PyValue[],
    readonly kind: 'tuple' | 'torch.Size' = 'tuple',
  ) {}
}

/** A class, function or constant that a pickle names. Only a name: nothing is imported. */
export class PyGlobal {
  #path: string | undefined;

  constructor(
    readonly module: string,
    readonly name: string,
  ) {}

  get path(): string {
    this.#path ??= `${this.module}.${this.name}`;
    return this.#path;
  }
}
