/** @module Updates of the rate: by epoch or by iteration, with warm-up, exactly as in mmcv's LrUpdaterHook. */
import type { ParamGroup } from '../param-group.js';
import type { Policy, RunProgress } from './policy.js';

export interface LrUpdaterOptions {
  readonly by_epoch?: boolean;
  readonly warmup: 'constant' | 'linear' | 'exp' | null;
  readonly warmup_iters: number;
  readonly warmup_ratio: number;
  readonly warmup_by_epoch: boolean;
}

export class LrUpdater {
  #regular: number[] = [];
  #base: number[] = [];
  #warmupIters: number;
  #byEpoch = true;

  constructor(
    private readonly policy: Policy,
    private readonly options: LrUpdaterOptions,
    /** Initial rate of a group, if the policy sets it itself. */
    private readonly baseRate: (group: ParamGroup) => number = ({ options: { initial_lr: rate, lr } }) =>
      rate ?? lr,
  ) {
    this.#warmupIters = options.warmup_by_epoch ? 0 : options.warmup_iters;
  }

  /**
   * Stores the initial rate of each group; a resumed group has it as `initial_lr`.
   *
   * @param byEpoch the runner's own unit, used unless the config sets one.
   */
  start(groups: readonly ParamGroup[], byEpoch: boolean): void {
    this.#byEpoch = this.options.by_epoch ?? byEpoch;
    this.#base = groups.map((group) => {
      const rate = this.baseRate(group);
      group.options.initial_lr ??= rate;
      return rate;
    });
  }

  /** @param itersPerEpoch length of an epoch, for a warm-up counted in epochs. */
  beforeEpoch(groups: readonly ParamGroup[], progress: RunProgress, itersPerEpoch: number): void {
    if (this.options.warmup_by_epoch) this.#warmupIters = this.options.warmup_iters * itersPerEpoch;
    if (!this.#byEpoch) return;
    this.#regular = this.#rates(progress);
    set(groups, this.#regular);
  }

  beforeIter(groups: readonly ParamGroup[], progress: RunProgress): void {
    const { iter } = progress;
    const warm = this.options.warmup !== null && iter < this.#warmupIters;
    if (!this.#byEpoch) {
      this.#regular = this.#rates(progress);
      set(groups, warm ? this.#warmed(iter) : this.#regular);
    } else if (warm) {
      set(groups, this.#warmed(iter));
    } else if (this.options.warmup !== null && iter === this.#warmupIters) {
      set(groups, this.#regular);
    }
  }

  #rates({ epoch, iter, maxEpochs, maxIters }: RunProgress): number[] {
    const progress = this.#byEpoch ? { done: epoch, total: maxEpochs } : { done: iter, total: maxIters };
    return this.#base.map((base) => this.policy(base, progress));
  }

  #warmed(iter: number): number[] {
    const { warmup, warmup_ratio: ratio } = this.options;
    const left = 1 - iter / this.#warmupIters;
    if (warmup === 'constant') return this.#regular.map((rate) => rate * ratio);
    if (warmup === 'linear') return this.#regular.map((rate) => rate * (1 - left * (1 - ratio)));
    return this.#regular.map((rate) => rate * ratio ** left);
  }
}

function set(groups: readonly ParamGroup[], rates: readonly number[]): void {
  rates.forEach((rate, g) => {
    groups[g].options.lr = rate;
  });
}

declare module '../../core/registry.js' {
  interface Slots {
    lr_updater: LrUpdater;
  }
}
