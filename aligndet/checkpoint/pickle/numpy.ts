/** @module numpy values of a checkpoint: dtypes, arrays and scalars, from the output of `ndarray.__reduce__`. */
import { CheckpointError } from '../../core/portable.js';
import { hexOf, latin1Bytes, latin1Of } from '../bytes.js';
import { halfToNumber } from '../half.js';
import { corrupt } from './corrupt.js';
import { PyGlobal, PyObject, PyTuple, type PyValue } from './values.js';

export type NumpyData =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

const KINDS: Record<string, (buffer: ArrayBuffer) => NumpyData> = {
  b1: (buffer) => new Uint8Array(buffer),
  i1: (buffer) => new Int8Array(buffer),
  u1: (buffer) => new Uint8Array(buffer),
  i2: (buffer) => new Int16Array(buffer),
  u2: (buffer) => new Uint16Array(buffer),
  i4: (buffer) => new Int32Array(buffer),
  u4: (buffer) => new Uint32Array(buffer),
  i8: (buffer) => new BigInt64Array(buffer),
  u8: (buffer) => new BigUint64Array(buffer),
  f2: (buffer) => new Uint16Array(buffer),
  f4: (buffer) => new Float32Array(buffer),
  f8: (buffer) => new Float64Array(buffer),
  c8: (buffer) => new Float32Array(buffer),
  c16: (buffer) => new Float64Array(buffer),
  M8: (buffer) => new BigInt64Array(buffer),
  m8: (buffer) => new BigInt64Array(buffer),
};

/** Elements without a JavaScript number type stay bytes: records with named fields, long doubles. */
const RAW = /^(V\d*|f16|c32|f12|c24)$/;

/** Type of array elements: kind and size (`f8`, `U2`), and the byte order in the file. */
export class NumpyDType {
  order: '<' | '>' | '|' = '|';
  /** State of `dtype.__reduce__`: `(version, order, ...)`. */
  state: PyTuple | undefined;

  constructor(
    readonly code: string,
    /** Class of the elements if named instead: `numpy.record`. */
    readonly type: PyGlobal | undefined = undefined,
  ) {
    if (!Object.hasOwn(KINDS, code) && !/^[USO]\d*$/.test(code) && !RAW.test(code)) {
      throw new CheckpointError(
        `A numpy array has elements of type ${JSON.stringify(code)}, which is not supported.`,
      );
    }
  }

  /** Bytes of one element. */
  get size(): number {
    const size = this.code === 'V' ? this.state?.items[5] : undefined;
    if (typeof size === 'number') return Math.max(size, 0);
    return Number(this.code.slice(1)) * (this.code.startsWith('U') ? 4 : 1);
  }

  get isText(): boolean {
    return this.code.startsWith('U') || this.code.startsWith('S');
  }

  get isRaw(): boolean {
    return RAW.test(this.code);
  }

  get isObject(): boolean {
    return this.code.startsWith('O');
  }

  /** As numpy prints it for native byte order: `<f8`, `|b1`. */
  get text(): string {
    if (this.isObject) return '|O';
    if (this.isRaw) return `${this.code.startsWith('V') ? '|' : this.order}${this.code}`;
    const hasOrder = this.code.startsWith('U') || (!this.code.startsWith('S') && this.size > 1);
    return `${hasOrder ? '<' : '|'}${this.code}`;
  }

  build(state: PyValue): void {
    const order = state instanceof PyTuple ? state.items[1] : undefined;
    if (order !== '<' && order !== '>' && order !== '|' && order !== '=') {
      throw corrupt('it has a dtype without byte order');
    }
    this.order = order === '=' ? '<' : order;
    this.state = state as PyTuple;
  }
}

/** The limit of numpy. */
const MAX_AXES = 64;
/** Values of zero bytes, such as empty strings, take no space in the file. */
const MAX_EMPTY = 1 << 20;

/** An array, row-major unless `isFortran`; values in native byte order. */
export class NumpyArray {
  dtype = new NumpyDType('u1');
  shape: readonly number[] = [0];
  isFortran = false;
  /** Values; float16 as raw bits, complex numbers as (re, im) pairs. Empty for strings and objects. */
  data: NumpyData = new Uint8Array(0);
  /** Values of an array of strings or of Python objects. */
  items: readonly PyValue[] | undefined;
  /** The subclass, such as `numpy.recarray`; `undefined` for a plain array. */
  readonly type: PyGlobal | undefined;

  constructor(type?: PyValue) {
    this.type = type instanceof PyGlobal && type.path !== 'numpy.ndarray' ? type : undefined;
  }

  /** @param state of `ndarray.__reduce__`: `(version, shape, dtype, is_fortran, bytes)`. */
  build(state: PyValue): void {
    const [, shape, dtype, isFortran, raw] = state instanceof PyTuple ? state.items : [];
    this.fill(shape, dtype, isFortran === true, raw);
  }

  fill(shape: PyValue, dtype: PyValue, isFortran: boolean, raw: PyValue): void {
    if (dtype instanceof PyObject) {
      throw new CheckpointError(
        `A numpy array has elements of type ${dtype.cls.path}, which is not supported.`,
      );
    }
    if (!(dtype instanceof NumpyDType)) throw corrupt('it has an array without dtype');
    if (!(shape instanceof PyTuple) || !shape.items.every(isSize))
      throw corrupt('it has an array without shape');
    const dims = shape.items as number[];
    if (dims.length > MAX_AXES) throw corrupt(`it has an array with ${dims.length} axes`);
    const count = dims.reduce((product, dim) => product * dim, 1);
    if (dtype.size === 0 && !(count <= MAX_EMPTY)) throw corrupt(`it has an array of ${count} empty values`);
    this.dtype = dtype;
    this.shape = dims;
    this.isFortran = isFortran;
    if (dtype.isObject) {
      if (!Array.isArray(raw) || raw.length !== count)
        throw corrupt('it has an array of objects without its elements');
      this.items = raw;
      return;
    }
    const bytes = toNativeOrder(asBytes(raw), dtype);
    if (bytes.length !== count * dtype.size) {
      throw corrupt(
        `it has an array of shape [${dims.join(', ')}] (${dtype.text}) with ${bytes.length} bytes`,
      );
    }
    if (dtype.isText) this.items = textItems(bytes, dtype, count);
    else if (dtype.isRaw) this.data = bytes;
    else this.data = KINDS[dtype.code](bytes.buffer);
  }
}

/** A scalar with a numpy type, such as `np.float64(0.5)`. */
export class NumpyScalar {
  private constructor(
    readonly dtype: NumpyDType,
    /** The value in native byte order. */
    readonly bytes: Uint8Array<ArrayBuffer>,
  ) {}

  static of(dtype: PyValue, raw: PyValue): NumpyScalar {
    if (!(dtype instanceof NumpyDType) || dtype.isObject) throw corrupt('it has a scalar without dtype');
    const bytes = toNativeOrder(asBytes(raw), dtype);
    if (bytes.length !== dtype.size)
      throw corrupt(`it has a scalar (${dtype.text}) with ${bytes.length} bytes`);
    return new NumpyScalar(dtype, bytes);
  }

  /** Complex numbers return their real part; non-numeric values their bytes in hexadecimal. */
  get value(): number | bigint | boolean | string {
    const { dtype, bytes } = this;
    if (dtype.isRaw) return hexOf(bytes);
    if (dtype.isText) return textItems(bytes, dtype, 1)[0];
    const [value] = KINDS[dtype.code](bytes.buffer);
    if (dtype.code === 'b1') return value !== 0;
    if (dtype.code === 'f2') return halfToNumber(value as number);
    if (typeof value !== 'bigint') return value;
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
}

/** A copy, so that it is aligned; Python 2 wrote the bytes as text. */
function asBytes(raw: PyValue): Uint8Array<ArrayBuffer> {
  if (raw instanceof Uint8Array) return new Uint8Array(raw);
  if (typeof raw === 'string') return latin1Bytes(raw);
  throw corrupt('it has an array without bytes');
}

function toNativeOrder(
  bytes: Uint8Array<ArrayBuffer>,
  { order, code, size, isRaw }: NumpyDType,
): Uint8Array<ArrayBuffer> {
  if (order !== '>' || isRaw) return bytes;
  const width = code.startsWith('U') ? 4 : code.startsWith('c') ? size / 2 : size;
  for (let i = 0; i + width <= bytes.length; i += width) bytes.subarray(i, i + width).reverse();
  return bytes;
}

function textItems(bytes: Uint8Array<ArrayBuffer>, dtype: NumpyDType, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const item = bytes.slice(i * dtype.size, (i + 1) * dtype.size);
    if (dtype.code.startsWith('S')) return latin1Of(item).replace(/\0+$/, '');
    const points = new Uint32Array(item.buffer);
    if (points.some((point) => point > 0x10ffff)) throw corrupt('it has text that is not valid Unicode');
    return Array.from(points, (point) => String.fromCodePoint(point))
      .join('')
      .replace(/\0+$/, '');
  });
}

function isSize(value: PyValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** `<U1000000` has nine characters. */
const LONGEST_CODE = 32;

/** Arguments of `numpy.dtype(code, align, copy)`. */
export function numpyDTypeOf(args: readonly PyValue[]): NumpyDType {
  const [code] = args;
  if (code instanceof PyGlobal) return new NumpyDType('V', code);
  const text = code instanceof Uint8Array ? latin1Of(code) : code;
  if (typeof text !== 'string' || text.length > LONGEST_CODE) throw corrupt('it has a dtype without name');
  const match = /^([<>|=]?)(.+)$/.exec(text);
  if (match === null) throw corrupt('it has a dtype without name');
  const dtype = new NumpyDType(match[2]);
  dtype.order = match[1] === '>' ? '>' : '<';
  return dtype;
}
