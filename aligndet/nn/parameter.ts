/** @module A tensor that a module owns: a trained weight, or a buffer such as a running mean. */
import { ShapeError } from '../core/index.js';
import { type DataType, type Tensor, tensor, tidy, type Variable, variable } from '../engine/index.js';
import { asPublished, inverseOrder, type Layout } from './layout.js';
import type { TensorRecord } from './state-dict.js';

export interface ParameterOptions {
  /** Layout in memory; the published one when absent. */
  layout?: Layout;
  /** Whether training changes it. */
  requiresGrad?: boolean;
  dtype?: 'float32' | 'int32';
  /** dtype in checkpoints; `num_batches_tracked` is published as int64. */
  publishedDtype?: 'float32' | 'int64';
  /** What every element starts as. */
  initial?: number;
}

/** A named value of a {@link Module}. `value` lies in memory layout and belongs to the parameter. */
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

  /** Whether training changes it. The engine computes no slope by one that is not. Its owner's value is the owner's to train. */
  get requiresGrad(): boolean {
    return this.#owner === this && this.value.trainable;
  }

  set requiresGrad(requiresGrad: boolean) {
    if (this.#owner === this) this.value.trainable = requiresGrad;
  }

  /** Gives its own value up for that of `owner`, and has from now on what the owner has. */
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

  /** Sets the value from numbers in the published layout. */
  assign(values: ArrayLike<number>): void {
    tidy(() => this.value.assign(this.tensorOf(values)));
  }

  /** A buffer of the same layout and value, which nothing trains. */
  twin(): Parameter {
    const { shape, layout, publishedDtype } = this;
    const dtype = this.value.dtype as 'float32' | 'int32';
    const twin = new Parameter(shape, { layout, publishedDtype, dtype, requiresGrad: false });
    twin.value.assign(this.value);
    return twin;
  }

  /** Exchanges the values with `other`, which has the same shape and layout. */
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
   * Numbers in the published layout of this parameter, as a tensor in its memory layout. Owned by the caller.
   *
   * @throws {ShapeError} when there are not as many as the parameter has.
   */
  tensorOf(values: ArrayLike<number>): Tensor {
    if (values.length !== this.size) {
      const shape = this.shape.join(', ');
      throw new ShapeError(
        `A parameter of shape [${shape}] takes ${this.size} values, but got ${values.length}.`,
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

  /** A tensor in the memory layout of this parameter (its value, gradient or momentum), in the published layout. */
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
