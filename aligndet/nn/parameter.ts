/** @module A tensor owned by a module: a trainable weight, or a buffer such as a running mean. */
import { ShapeError } from '../core/index.js';
import { type DataType, type Tensor, tensor, tidy, type Variable, variable } from '../engine/index.js';
import { asPublished, inverseOrder, type Layout } from './layout.js';
import type { TensorRecord } from './state-dict.js';

export interface ParameterOptions {
  /** Memory layout; default: the published one. */
  layout?: Layout;
  /** Whether it is trainable. */
  requiresGrad?: boolean;
  dtype?: 'float32' | 'int32';
  /** dtype in checkpoints; `num_batches_tracked` is published as int64. */
  publishedDtype?: 'float32' | 'int64';
  /** Initial value of every element. */
  initial?: number;
}

/** A named value of a {@link Module}. `value` is in memory layout and owned by the parameter. */
export class Parameter {
  #value: Variable;
  #owner: Parameter = this;
  readonly layout: Layout;
  readonly publishedDtype: 'float32' | 'int64';

  /** @param shape as PyTorch publishes it. */
  constructor(
    readonly shape: readonly number[],
    {
      layout = asPublished,
      requiresGrad = true,
      dtype = 'float32',
      publishedDtype = 'float32',
      initial = 0,
    }: ParameterOptions = {},
  ) {
    this.layout = layout;
    this.publishedDtype = publishedDtype;
    this.#value = tidy(() => {
      const size = shape.reduce((product, dim) => product * dim, 1);
      const values = (dtype === 'int32' ? new Int32Array(size) : new Float32Array(size)).fill(initial);
      return variable(tensor(values, layout.memory(shape), dtype as DataType), requiresGrad);
    });
  }

  get value(): Variable {
    return this.#owner.#value;
  }

  /** Whether it is trainable. No gradient is computed otherwise. A shared value is trained by its owner. */
  get requiresGrad(): boolean {
    return this.#owner === this && this.value.trainable;
  }

  set requiresGrad(requiresGrad: boolean) {
    if (this.#owner === this) this.value.trainable = requiresGrad;
  }

  /** Disposes its own value and shares that of `owner` from now on. */
  share(owner: Parameter): void {
    if (this.#owner === owner) return;
    if (this.#owner === this) this.#value.dispose();
    this.#owner = owner;
  }

  get size(): number {
    return this.value.size;
  }

  /** Sets every element. */
  fill(value: number): void {
    this.assign(new Float32Array(this.size).fill(value));
  }

  /** Sets the value from an array in the published layout. */
  assign(values: ArrayLike<number>): void {
    tidy(() => this.value.assign(this.tensorOf(values)));
  }

  /** A non-trainable buffer with the same layout and value. */
  twin(): Parameter {
    const { shape, layout, publishedDtype } = this;
    const dtype = this.value.dtype as 'float32' | 'int32';
    const twin = new Parameter(shape, { layout, publishedDtype, dtype, requiresGrad: false });
    twin.value.assign(this.value);
    return twin;
  }

  /** Swaps the values with `other`, which has the same shape and layout. */
  swap(other: Parameter): void {
    tidy(() => {
      const before = this.value.clone();
      this.value.assign(other.value.clone());
      other.value.assign(before);
    });
  }

  /** The value in the published layout. */
  read(): Float32Array | Int32Array {
    return this.publish(this.value);
  }

  /**
   * Values in the published layout of this parameter, as a tensor in its memory layout. Owned by the caller.
   *
   * @throws {ShapeError} if the number of values differs.
   */
  tensorOf(values: ArrayLike<number>): Tensor {
    if (values.length !== this.size) {
      const shape = this.shape.join(', ');
      throw new ShapeError(
        `A parameter of shape [${shape}] expects ${this.size} values, but got ${values.length}.`,
      );
    }
    const { layout, shape } = this;
    return tidy(() => {
      const dtype = this.value.dtype;
      const typed = dtype === 'int32' ? Int32Array.from(values) : asFloat32(values);
      let moved: Tensor = tensor(typed, layout.split(shape), dtype);
      if (layout.order.length > 0) moved = moved.transpose([...layout.order]);
      return moved.reshape(layout.memory(shape));
    });
  }

  /**
   * Converts a tensor in the memory layout of this parameter (its value, gradient or momentum) to the published layout.
   */
  publish(values: Tensor): Float32Array | Int32Array {
    const { layout, shape } = this;
    if (layout.order.length === 0) return values.dataSync<'float32' | 'int32'>().slice();
    const moved = tidy(() => {
      const split = layout.split(shape);
      const inMemory = layout.order.map((axis) => split[axis]);
      return values.reshape(inMemory).transpose(inverseOrder(layout.order));
    });
    const published = moved.dataSync<'float32' | 'int32'>().slice();
    moved.dispose();
    return published;
  }

  toRecord(): TensorRecord {
    const values = this.read();
    if (this.publishedDtype === 'int64') {
      return {
        dtype: 'int64',
        shape: [...this.shape],
        data: BigInt64Array.from(values, (value) => BigInt(value)),
      };
    }
    return { dtype: 'float32', shape: [...this.shape], data: values as Float32Array };
  }

  dispose(): void {
    if (this.#owner === this) this.#value.dispose();
  }
}

function asFloat32(values: ArrayLike<number>): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values);
}
