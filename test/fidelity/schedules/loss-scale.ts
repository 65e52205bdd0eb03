/**
 * @module Loss scaling for half precision: PyTorch's GradScaler, and mmcv's own scaler. AlignDet trains in float32 and
 * scales no loss, so only the golden cases use it.
 */

export interface LossScalerOptions {
  readonly initScale?: number;
  readonly growthFactor?: number;
  readonly backoffFactor?: number;
  /** Finite steps in a row before the scale grows. */
  readonly growthInterval?: number;
}

/** The scale grows after a run of finite steps and falls after an infinite one, whose update is skipped. */
export class LossScaler {
  scale: number;
  growthTracker = 0;
  readonly #growth: number;
  readonly #backoff: number;
  readonly #interval: number;

  constructor({
    initScale = 65536,
    growthFactor = 2,
    backoffFactor = 0.5,
    growthInterval = 2000,
  }: LossScalerOptions = {}) {
    this.scale = Math.fround(initScale);
    this.#growth = growthFactor;
    this.#backoff = backoffFactor;
    this.#interval = growthInterval;
  }

  /** @param foundInf whether a gradient of this step was infinite or NaN. */
  update(foundInf: boolean): void {
    if (foundInf) {
      this.scale = Math.fround(this.scale * this.#backoff);
      this.growthTracker = 0;
      return;
    }
    this.growthTracker += 1;
    if (this.growthTracker < this.#interval) return;
    const grown = Math.fround(this.scale * this.#growth);
    if (Number.isFinite(grown)) this.scale = grown;
    this.growthTracker = 0;
  }
}

export interface DynamicLossScalerOptions {
  readonly init_scale?: number;
  readonly mode?: 'dynamic' | 'static';
  readonly scale_factor?: number;
  readonly scale_window?: number;
}

/** mmcv's LossScaler: grows `scale_window` iterations after the last overflow, never falls below 1. */
export class DynamicLossScaler {
  scale: number;
  #iter = 0;
  #lastOverflow = -1;
  readonly #options: Required<DynamicLossScalerOptions>;

  constructor(options: DynamicLossScalerOptions = {}) {
    this.#options = { init_scale: 2 ** 32, mode: 'dynamic', scale_factor: 2, scale_window: 1000, ...options };
    this.scale = this.#options.init_scale;
  }

  update(overflow: boolean): void {
    const { mode, scale_factor: factor, scale_window: window } = this.#options;
    if (mode === 'static') return;
    if (overflow) {
      this.scale = Math.max(this.scale / factor, 1);
      this.#lastOverflow = this.#iter;
    } else if ((this.#iter - this.#lastOverflow) % window === 0) {
      this.scale *= factor;
    }
    this.#iter += 1;
  }
}
