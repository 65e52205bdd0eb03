/** @module Accumulates gradients over several iterations before each step, for a larger effective batch. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import type { Tensor } from '../../engine/index.js';
import type { Parameter } from '../../nn/index.js';
import { clipGradSchema } from '../../optim/index.js';
import type { Hook, Runner } from '../runner.js';
import { takeStep } from './optimizer-hook.js';

/** Accumulated gradients; released at the end of each group of iterations. */
export class GradientSum {
  readonly #sums = new Map<Parameter, Tensor>();
  #divisible: number | undefined;
  #remainder = 0;

  constructor(private readonly cumulativeIters: number) {}

  /** Adds this iteration's gradients; if a step is due, replaces them by the sums and returns `true`. */
  add(runner: Runner): boolean {
    if (this.#divisible === undefined) this.#start(runner);
    const factor = 1 / (runner.iter < (this.#divisible as number) ? this.cumulativeIters : this.#remainder);
    const { gradients } = runner.output as NonNullable<Runner['output']>;
    for (const [parameter, gradient] of gradients) {
      const scaled = gradient.mul(factor);
      const sum = this.#sums.get(parameter);
      this.#sums.set(parameter, sum === undefined ? scaled : sum.add(scaled));
      if (sum !== undefined) {
        sum.dispose();
        scaled.dispose();
      }
    }
    if (!runner.isEvery(this.cumulativeIters, 'iter') && !runner.isLastIter) return false;
    for (const gradient of gradients.values()) gradient.dispose();
    gradients.clear();
    for (const [parameter, sum] of this.#sums) gradients.set(parameter, sum);
    this.#sums.clear();
    return true;
  }

  /** As in mmcv: the divisible part is counted from the start of this run but compared with the absolute iteration. */
  #start(runner: Runner): void {
    if (runner.iter % this.cumulativeIters !== 0) {
      runner.logger.warn(
        `Resumed at iteration ${runner.iter}, within a group of ${this.cumulativeIters}: the gradients of its first iterations are lost.`,
      );
    }
    const left = runner.maxIters - runner.iter;
    this.#divisible = Math.floor(left / this.cumulativeIters) * this.cumulativeIters;
    this.#remainder = left - this.#divisible;
  }
}

export const gradientCumulativeOptimizerHook = defineComponent({
  type: 'GradientCumulativeOptimizerHook',
  schema: z.strictObject({
    /** Iterations per optimizer step. */
    cumulative_iters: z.number().int().positive().default(1),
    /** Max norm of the gradients; null disables clipping. */
    grad_clip: clipGradSchema.nullable().default(null),
  }),
  build: ({ cumulative_iters: cumulativeIters, grad_clip: clip }): Hook => {
    const sum = new GradientSum(cumulativeIters);
    return {
      name: 'GradientCumulativeOptimizerHook',
      afterTrainIter: (runner) => {
        if (sum.add(runner)) takeStep(runner, clip);
      },
    };
  },
});
