/** @module Tensors as PyTorch stores them: a view (shape, stride, offset in elements) of a storage that may be shared. */
import { CheckpointError } from '../../core/portable.js';
import type { DType, TensorData, TensorRecord } from '../../nn/index.js';
import { elementsOf, itemSize, viewAs } from '../dtypes.js';
import type { PyValue } from '../pickle/atoms.js';

/**
 * Max ratio of a materialized tensor to its storage: an expanded tensor (stride 0) repeats values, and a few bytes can
 * claim terabytes. Up to {@link HARMLESS_BYTES} any ratio is allowed.
 */
const LARGEST_EXPANSION = 16;
const HARMLESS_BYTES = 1 << 28;

/** Max number of axes; numpy's is 64. */
const MAX_AXES = 128;

/**
 * Memory that tensors share, read from the file on request. While an array of it is referenced, all readers get the
 * same memory; otherwise it may be freed and is read again.
 */
export class TorchStorage {
  /** The array's buffer, not the array: typed arrays keep their buffer alive. */
  #memory: { readonly buffer: WeakRef<ArrayBuffer>; readonly offset: number } | undefined;
  #kept: Uint8Array<ArrayBuffer> | undefined;
  readonly #read: () => Uint8Array<ArrayBuffer>;

  /** @param read returns `byteLength` bytes, aligned for every element type. */
  constructor(
    readonly byteLength: number,
    read: () => Uint8Array<ArrayBuffer>,
    /** Device of the tensor when it was saved: `cpu`, `cuda:0`. */
    readonly location = 'cpu',
  ) {
    this.#read = read;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const known = this.#kept ?? this.#known();
    if (known !== undefined) return known;
    const bytes = this.#read();
    this.#memory = { buffer: new WeakRef(bytes.buffer), offset: bytes.byteOffset };
    return bytes;
  }

  /** Reads and keeps the bytes, so that the file may be closed. */
  keep(): void {
    this.#kept = this.bytes();
  }

  #known(): Uint8Array<ArrayBuffer> | undefined {
    const buffer = this.#memory?.buffer.deref();
    return buffer && new Uint8Array(buffer, this.#memory?.offset, this.byteLength);
  }
}

export interface TorchTensorOptions {
  readonly requiresGrad?: boolean;
  /** Whether it was saved as a `torch.nn.Parameter`. */
  readonly isParameter?: boolean;
  /** Whether the values are the conjugates of the stored ones: `x.conj()` is a view. */
  readonly isConj?: boolean;
  /** Whether the values are the negatives of the stored ones, as in `x.conj().imag`. */
  readonly isNeg?: boolean;
  readonly wrapper?: TensorWrapper;
}

/** Data of a subclass of Tensor, or of a tensor with attributes, in addition to its values. */
export interface TensorWrapper {
  /** The subclass; `undefined` for a `Parameter` with attributes. */
  readonly type: PyValue;
  readonly state: PyValue;
}

/** A tensor of a checkpoint. */
export class TorchTensor {
  readonly requiresGrad: boolean;
  readonly isParameter: boolean;
  readonly isConj: boolean;
  readonly isNeg: boolean;
  readonly wrapper: TensorWrapper | undefined;

  /** @throws {CheckpointError} if the view exceeds its storage. */
  constructor(
    readonly storage: TorchStorage,
    readonly dtype: DType,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly stride: readonly number[],
    options: TorchTensorOptions = {},
  ) {
    this.requiresGrad = options.requiresGrad ?? false;
    this.isParameter = options.isParameter ?? false;
    this.isConj = options.isConj ?? false;
    this.isNeg = options.isNeg ?? false;
    this.wrapper = options.wrapper;
    this.#assertInside();
  }

  get size(): number {
    return elementsOf(this.shape);
  }

  /** The same view of the same storage, with other attributes. */
  with(options: TorchTensorOptions): TorchTensor {
    const { storage, dtype, offset, shape, stride } = this;
    return new TorchTensor(storage, dtype, offset, shape, stride, { ...this, ...options });
  }

  /**
   * Row-major values. Shares memory with the storage if the view is contiguous, otherwise they are copied.
   *
   * @throws {CheckpointError} if they would repeat the stored bytes more often than allowed.
   */
  toRecord(): TensorRecord {
    const { dtype, shape, size, offset } = this;
    const item = itemSize(dtype);
    if (size * item > HARMLESS_BYTES && size * item > this.storage.byteLength * LARGEST_EXPANSION) {
      throw refused(
        `shape [${shape}] repeats ${this.storage.byteLength} stored bytes to fill ${size * item}`,
      );
    }
    const bytes = this.storage.bytes();
    const steps = rowMajor(shape);
    const isContiguous =
      size <= 1 || this.stride.every((step, axis) => step === steps[axis] || shape[axis] === 1);
    const picked = isContiguous
      ? bytes.subarray(offset * item, (offset + size) * item)
      : this.#gather(bytes, item);
    const data = viewAs(dtype, picked);
    return { dtype, shape, data: this.isConj || this.isNeg ? signed(data, this) : data };
  }

  /** Copies element by element, in runs where the last axis is contiguous. */
  #gather(bytes: Uint8Array<ArrayBuffer>, item: number): Uint8Array<ArrayBuffer> {
    const { shape, stride, offset, size } = this;
    const gathered = new Uint8Array(size * item);
    const axes = shape.length;
    const run = stride[axes - 1] === 1 ? shape[axes - 1] : 1;
    const outer = run === 1 ? axes : axes - 1;
    const index = new Array<number>(outer).fill(0);
    let from = offset;
    for (let done = 0; done < size; done += run) {
      gathered.set(bytes.subarray(from * item, (from + run) * item), done * item);
      for (let axis = outer - 1; axis >= 0; axis--) {
        index[axis] += 1;
        from += stride[axis];
        if (index[axis] < shape[axis]) break;
        from -= stride[axis] * shape[axis];
        index[axis] = 0;
      }
    }
    return gathered;
  }

  #assertInside(): void {
    const { shape, stride, offset, dtype, storage } = this;
    if (shape.length > MAX_AXES || stride.length > MAX_AXES) {
      throw refused(`it has ${shape.length} axes, but at most ${MAX_AXES} are supported`);
    }
    const whole = [offset, ...shape, ...stride].every((value) => Number.isSafeInteger(value) && value >= 0);
    if (!whole || stride.length !== shape.length) {
      throw refused(`shape [${shape}], stride [${stride}] and offset ${offset} are not those of a tensor`);
    }
    const item = itemSize(dtype);
    const last = shape.reduce((end, dim, axis) => end + (dim - 1) * stride[axis], offset);
    const end = shape.includes(0) ? offset : last + 1;
    if (!(end * item <= storage.byteLength)) {
      throw refused(
        `shape [${shape}] with stride [${stride}] and offset ${offset} needs ${end * item} bytes, but its storage has ${storage.byteLength}`,
      );
    }
  }
}

/** Strides of a contiguous tensor. */
export function rowMajor(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= Math.max(shape[axis], 1);
  }
  return strides;
}

/** A copy with the signs of the views `conj` and `neg` applied; also for raw bits of short floats. */
function signed<Data extends TensorData>(data: Data, { isConj, isNeg, dtype }: TorchTensor): Data {
  const copy = data.slice() as Data;
  const isComplex = dtype.startsWith('complex');
  const isRaw = dtype === 'float16' || dtype === 'bfloat16' || dtype === 'complex32';
  for (let i = 0; i < copy.length; i++) {
    const isImaginary = isComplex && i % 2 === 1;
    if (isNeg === (isConj && isImaginary)) continue;
    copy[i] = isRaw ? (copy[i] as number) ^ 0x8000 : -copy[i];
  }
  return copy;
}

function refused(reason: string): CheckpointError {
  return new CheckpointError(`A tensor does not fit its storage: ${reason}.`);
}
