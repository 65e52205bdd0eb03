/** @module Monotonically decreasing policies: fixed, step, exp, poly, inv, linear and cosine annealing. */
import { z } from 'zod';
import { defineComponent, roundHalfEven } from '../../core/index.js';
import {
  annealCosine,
  annealLinear,
  commonOptions,
  finalRate,
  hasOneMinimum,
  minimumOptions,
  ONE_MINIMUM,
} from './policy.js';
import { LrUpdater } from './updater.js';

export const fixed = defineComponent({
  type: 'Fixed',
  schema: z.strictObject(commonOptions),
  build: (options) => new LrUpdater((base) => base, options),
});

export const step = defineComponent({
  type: 'Step',
  schema: z.strictObject({
    ...commonOptions,
    /** Interval of the decay, or a list of its steps. */
    step: z.union([z.number().int().positive(), z.array(z.number().int().positive())]),
    /** Decay factor. */
    gamma: z.number().positive().default(0.1),
    /** Min rate. */
    min_lr: z.number().nonnegative().nullable().optional(),
  }),
  build: (options) =>
    new LrUpdater((base, { done }) => {
      const rate = base * options.gamma ** falls(options.step, done);
      return typeof options.min_lr === 'number' ? Math.max(rate, options.min_lr) : rate;
    }, options),
});

/** The list is searched in its own order, as in mmcv, even if it is not sorted. */
function falls(steps: number | number[], done: number): number {
  if (typeof steps === 'number') return Math.floor(done / steps);
  const next = steps.findIndex((at) => done < at);
  return next < 0 ? steps.length : next;
}

export const exp = defineComponent({
  type: 'Exp',
  schema: z.strictObject({
    ...commonOptions,
    /** Factor per epoch or iteration. */
    gamma: z.number().positive(),
  }),
  build: (options) => new LrUpdater((base, { done }) => base * options.gamma ** done, options),
});

export const poly = defineComponent({
  type: 'Poly',
  schema: z.strictObject({
    ...commonOptions,
    /** Exponent of the remaining fraction. */
    power: z.number().default(1),
    /** Final rate. */
    min_lr: z.number().nonnegative().default(0),
  }),
  build: ({ power, min_lr: end, ...options }) =>
    new LrUpdater((base, { done, total }) => (base - end) * (1 - done / total) ** power + end, options),
});

export const inv = defineComponent({
  type: 'Inv',
  schema: z.strictObject({
    ...commonOptions,
    /** Decay speed. */
    gamma: z.number(),
    /** Exponent of the decay. */
    power: z.number().default(1),
  }),
  build: ({ gamma, power, ...options }) =>
    new LrUpdater((base, { done }) => base * (1 + gamma * done) ** -power, options),
});

export const linearAnnealing = defineComponent({
  type: 'LinearAnnealing',
  schema: z.strictObject({ ...commonOptions, ...minimumOptions }).refine(hasOneMinimum, ONE_MINIMUM),
  build: (options) =>
    new LrUpdater(
      (base, { done, total }) => annealLinear(base, finalRate(base, options), done / total),
      options,
    ),
});

/** Loshchilov & Hutter, https://arxiv.org/abs/1608.03983, equation 5, without restarts. */
export const cosineAnnealing = defineComponent({
  type: 'CosineAnnealing',
  schema: z.strictObject({ ...commonOptions, ...minimumOptions }).refine(hasOneMinimum, ONE_MINIMUM),
  build: (options) =>
    new LrUpdater(
      (base, { done, total }) => annealCosine(base, finalRate(base, options), done / total),
      options,
    ),
});

export const flatCosineAnnealing = defineComponent({
  type: 'FlatCosineAnnealing',
  schema: z
    .strictObject({
      ...commonOptions,
      ...minimumOptions,
      /** Fraction of the run before the decay. */
      start_percent: z.number().min(0).max(1).default(0.75),
    })
    .refine(hasOneMinimum, ONE_MINIMUM),
  build: (options) =>
    new LrUpdater((base, { done, total }) => {
      const start = roundHalfEven(total * options.start_percent);
      if (done < start) return base;
      return annealCosine(base, finalRate(base, options), (done - start) / (total - start));
    }, options),
});
