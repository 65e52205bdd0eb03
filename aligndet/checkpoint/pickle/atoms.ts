/** @module Values of a pickle that hold nothing which could change: floats, tuples, names. */

/** Anything that comes out of a pickle, or goes into one. */
export type PyValue = unknown;

/** A Python float: `1.0` is not `1`. Writers take plain numbers too: whole ones become ints. */
export class PyFloat {
  constructor(readonly value: number) {}

  valueOf(): number {
    return this.value;
  }
}

/** Python's `bytearray`: bytes that are written again as such. */
export class PyByteArray extends Uint8Array<ArrayBuffer> {
  static copyOf(bytes: Uint8Array): PyByteArray {
    const copy = new PyByteArray(new ArrayBuffer(bytes.length));
    copy.set(bytes);
    return copy;
  }
}

export class PyTuple {
  /** @param kind `torch.Size` is a tuple of its own class. */
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
