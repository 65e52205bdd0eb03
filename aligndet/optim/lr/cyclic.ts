/** @module Non-monotonic policies: cosine restarts, cyclic, one cycle. */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../core/index.js';
import {
  annealCosine,
  annealLinear,
  commonOptions,
  finalRate,
  hasOneMinimum,
  minimumOptions,
  ONE_MINIMUM,
  type PolicyProgress,
} from './policy.js';
import { LrUpdater } from './updater.js';

const annealing = { cos: annealCosine, linear: annealLinear };

export const cosineRestart = defineComponent({
  type: 'CosineRestart',
  schema: z
    .strictObject({
      ...commonOptions,
      ...minimumOptions,
      /** Length of each cycle. */
      periods: z.array(z.number().int().positive()).min(1),
      /** Weight of each cycle. */
      restart_weights: z.array(z.number()).default([1]),
    })
    .refine(hasOneMinimum, ONE_MINIMUM)
    .refine(
      ({ periods, restart_weights: weights }) => periods.length === weights.length,
      'periods and restart_weights must have the same length',
    ),
  build: ({ periods, restart_weights: weights, ...options }) =>
    new LrUpdater((base, { done }) => {
      let start = 0;
      for (const [cycle, period] of periods.entries()) {
        if (done < start + period) {
          const fraction = Math.min((done - start) / period, 1);
          return annealCosine(base, finalRate(base, options), fraction, weights[cycle]);
        }
        start += period;
      }
      throw new ConfigError(
        `lr_config.periods: the cycles end after ${start}, but the run is at ${done}. Add a period.`,
      );
    }, options),
});

/** Smith, https://arxiv.org/abs/1506.01186, with cosine or linear annealing. */
export const cyclic = defineComponent({
  type: 'Cyclic',
  schema: z.strictObject({
    ...commonOptions,
    /** Must be false: it is updated in every iteration. */
    by_epoch: z.literal(false).default(false),
    /** Max and min rate as factors of the initial one; a single value is the max, and the min is 1e-5 of it. */
    target_ratio: z
      .union([z.number().positive(), z.array(z.number().positive()).min(1).max(2)])
      .default([10, 1e-4]),
    /** Number of cycles. */
    cyclic_times: z.number().int().positive().default(1),
    /** Fraction of a cycle with increasing rate. */
    step_ratio_up: z.number().min(0).lt(1).default(0.4),
    /** Annealing strategy. */
    anneal_strategy: z.enum(['cos', 'linear']).default('cos'),
    /** Factor of the amplitude of each further cycle. */
    gamma: z.number().gt(0).max(1).default(1),
  }),
  build: ({
    target_ratio: target,
    /** Number of cycles. */
    cyclic_times: times,
    step_ratio_up: up,
    /** Annealing strategy. */
    anneal_strategy: strategy,
    gamma,
    ...options
  }) => {
    const [high, low = high / 1e5] = typeof target === 'number' ? [target] : target;
    return new LrUpdater((base, { done, total }: PolicyProgress) => {
      const length = Math.floor(total / times);
      const rise = Math.trunc(up * length);
      const at = done % length;
      const height = 1 - gamma ** Math.floor(done / length) + high * gamma ** Math.floor(done / length);
      if (at < rise) return annealing[strategy](base, base * height, at / rise);
      return annealing[strategy](base * height, base * low, (at - rise) / (length - rise));
    }, options);
  },
});

/** Smith & Topin, https://arxiv.org/abs/1708.07120. */
export const oneCycle = defineComponent({
  type: 'OneCycle',
  schema: z.strictObject({
    ...commonOptions,
    /** Must be false: it is updated in every iteration. */
    by_epoch: z.literal(false).default(false),
    /** Max rate, for all groups or for each. */
    max_lr: z.union([z.number().positive(), z.array(z.number().positive())]),
    /** Length of the cycle; default: that of the run. */
    total_steps: z.number().int().positive().optional(),
    /** Fraction of the cycle with increasing rate. */
    pct_start: z.number().min(0).max(1).default(0.3),
    /** Annealing strategy. */
    anneal_strategy: z.enum(['cos', 'linear']).default('cos'),
    /** The initial rate is `max_lr / div_factor`. */
    div_factor: z.number().positive().default(25),
    /** The final rate is the initial one divided by this. */
    final_div_factor: z.number().positive().default(1e4),
    /** Use three phases: decrease as long as the increase, then anneal to the final rate. */
    three_phase: z.boolean().default(false),
  }),
  build: (options) => {
    const { div_factor: div, final_div_factor: final, pct_start: fraction, three_phase: three } = options;
    let group = 0;
    const base = () => (typeof options.max_lr === 'number' ? options.max_lr : options.max_lr[group++]) / div;
    return new LrUpdater(
      (rate, { done, total }) => {
        const steps = options.total_steps ?? total;
        const phases = three
          ? [
              [fraction * steps - 1, 1, div],
              [2 * fraction * steps - 2, div, 1],
              [steps - 1, 1, 1 / final],
            ]
          : [
              [fraction * steps - 1, 1, div],
              [steps - 1, div, 1 / final],
            ];
        let start = 0;
        for (const [end, from, to] of phases) {
          if (done <= end)
            return annealing[options.anneal_strategy](rate * from, rate * to, (done - start) / (end - start));
          start = end;
        }
        throw new ConfigError(
          `lr_config.total_steps: the cycle ends after ${steps} iterations, but the run is at ${done}.`,
        );
      },
      options,
      base,
    );
  },
});
