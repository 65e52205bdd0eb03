/**
 * @module Batch normalization, https://arxiv.org/abs/1502.03167, over all axes but the last, with PyTorch's running
 * statistics: their variance is unbiased. In evaluation it is a fixed scale and shift per channel.
 */
import {
  batchNormTrain,
  ones,
  scalar,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tidy,
  zeros,
} from '../../engine/index.js';
import { Parameter } from '../parameter.js';
import { Norm, type NormOptions } from './norm.js';

export interface BatchNorm2dOptions extends NormOptions {
  /** Momentum: weight of the current batch in the running statistics; null: cumulative average. */
  readonly momentum?: number | null;
  /** Without running statistics, the batch statistics are used in evaluation too. */
  readonly tracksStatistics?: boolean;
}

/** The affine function of the layer in evaluation: `x * scale + shift`. */
export interface ScaleShift {
  /** `[C]`. */
  readonly scale: Tensor1D;
  /** `[C]`. */
  readonly shift: Tensor1D;
}

export class BatchNorm2d extends Norm {
  readonly runningMean: Parameter | undefined;
  readonly runningVar: Parameter | undefined;
  readonly numBatches: Parameter | undefined;
  readonly #momentum: number | null;

  constructor(numChannels: number, options: BatchNorm2dOptions = {}) {
    super(numChannels, options);
    this.#momentum = options.momentum === undefined ? 0.1 : options.momentum;
    if (options.tracksStatistics === false) return;
    this.runningMean = this.buffer('running_mean', new Parameter([numChannels], { requiresGrad: false }));
    this.runningVar = this.buffer(
      'running_var',
      new Parameter([numChannels], { requiresGrad: false, initial: 1 }),
    );
    this.numBatches = this.buffer(
      'num_batches_tracked',
      new Parameter([], { requiresGrad: false, dtype: 'int32', publishedDtype: 'int64' }),
    );
  }

  override get kinds(): readonly string[] {
    return ['BatchNorm2d', 'SyncBatchNorm', '_BatchNorm'];
  }

  override resetParameters(): void {
    super.resetParameters();
    this.runningMean?.fill(0);
    this.runningVar?.fill(1);
    this.numBatches?.fill(0);
  }

  /** Whether batch statistics are used. */
  get usesBatch(): boolean {
    return this.training || this.runningMean === undefined;
  }

  override forward<T extends Tensor>(x: T): T {
    return tidy(() => {
      if (!this.usesBatch) {
        const { scale, shift } = this.scaleShift();
        return x.mul(scale).add(shift) as T;
      }
      const channels = this.numChannels;
      const scale = (this.weight?.value ?? ones([channels])) as Tensor1D;
      const offset = (this.bias?.value ?? zeros([channels])) as Tensor1D;
      const maps = (x.rank === 4 ? x : x.reshape([-1, 1, 1, channels])) as Tensor4D;
      const { output, mean, variance } = batchNormTrain(maps, scale, offset, this.eps);
      if (this.training) this.#track(mean, variance);
      return output.reshape(x.shape) as T;
    });
  }

  /** In evaluation; on the tape, so that weight and bias can be trained. */
  scaleShift(): ScaleShift {
    const { runningMean: mean, runningVar: variance } = this;
    if (mean === undefined || variance === undefined) {
      throw new Error('A batch norm without running statistics has no fixed scale.');
    }
    return tidy(() => {
      const inverse = variance.value.add(this.eps).rsqrt() as Tensor1D;
      const scale = this.weight === undefined ? inverse : inverse.mul<Tensor1D>(this.weight.value);
      const center = mean.value.mul<Tensor1D>(scale);
      const shift = this.bias === undefined ? center.neg() : this.bias.value.sub<Tensor1D>(center);
      return { scale, shift } as ScaleShift & Record<string, Tensor1D>;
    });
  }

  #track(mean: Tensor1D, variance: Tensor1D): void {
    if (this.runningMean === undefined || this.runningVar === undefined || this.numBatches === undefined)
      return;
    const { value: batches } = this.numBatches;
    batches.assign(batches.add(scalar(1, 'int32')));
    const momentumFactor = this.#momentum === null ? batches.toFloat().reciprocal() : scalar(this.#momentum);
    const kept = scalar(1).sub(momentumFactor);
    for (const [{ value: running }, batch] of [
      [this.runningMean, mean],
      [this.runningVar, variance],
    ] as const) {
      running.assign(running.mul(kept).add(batch.mul(momentumFactor)));
    }
  }
}
