/**
 * @module Moving averages of the weights, used by evaluations and checkpoints of an epoch: mmcv's EMAHook, and
 * mmdetection's ExpMomentumEMAHook and LinearMomentumEMAHook. The averages are buffers of the model, named `ema_` and
 * the parameter name with underscores; while an evaluation uses the averages, these buffers contain the trained
 * weights.
 */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../core/index.js';
import { tidy } from '../../engine/index.js';
import type { Parameter } from '../../nn/index.js';
import type { Hook, Runner } from '../runner.js';

const shared = {
  /** Weight of the current weights in the average. */
  momentum: z.number().gt(0).lt(1).default(0.0002),
  /** Iterations between two updates. */
  interval: z.number().int().positive().default(1),
  /** Must be null: `resume_from` of the run resumes the averages too. */
  resume_from: z
    .null('set resume_from of the run to this checkpoint: it resumes the averages too')
    .default(null),
};

/** Whether averages of buffers, such as running statistics, are skipped. */
const skipsBuffers = z.boolean().default(false);

export const emaHook = defineComponent({
  type: 'EMAHook',
  schema: z.strictObject({
    ...shared,
    /** Iterations over which the momentum decreases to its final value. */
    warm_up: z.number().positive().default(100),
  }),
  build: ({ momentum, interval, warm_up: warmUp }): Hook =>
    new EmaHook('EMAHook', {
      skipsBuffers: true,
      isDue: ({ iter }) => iter % interval === 0,
      momentumAt: (iter) => Math.min(momentum ** interval, (1 + iter) / (warmUp + iter)),
    }),
});

export const expMomentumEmaHook = defineComponent({
  type: 'ExpMomentumEMAHook',
  schema: z.strictObject({
    ...shared,
    /** Whether averages of buffers, such as running statistics, are skipped. */
    skip_buffers: skipsBuffers,
    /** Time constant of the exponential decay of the momentum to its final value, in iterations. */
    total_iter: z.number().positive().default(2000),
  }),
  build: ({ momentum, interval, skip_buffers: skips, total_iter: total }): Hook =>
    new EmaHook('ExpMomentumEMAHook', {
      skipsBuffers: skips,
      isDue: (runner) => runner.isEvery(interval, 'iter'),
      momentumAt: (iter) => (1 - momentum) * Math.exp(-(1 + iter) / total) + momentum,
    }),
});

export const linearMomentumEmaHook = defineComponent({
  type: 'LinearMomentumEMAHook',
  schema: z.strictObject({
    ...shared,
    /** Whether averages of buffers, such as running statistics, are skipped. */
    skip_buffers: skipsBuffers,
    /** Iterations over which the momentum decreases to its final value. */
    warm_up: z.number().positive().default(100),
  }),
  build: ({ momentum, interval, skip_buffers: skips, warm_up: warmUp }): Hook =>
    new EmaHook('LinearMomentumEMAHook', {
      skipsBuffers: skips,
      isDue: (runner) => runner.isEvery(interval, 'iter'),
      momentumAt: (iter) => Math.min(momentum ** interval, (1 + iter) / (warmUp + iter)),
    }),
});

interface EmaOptions {
  readonly skipsBuffers: boolean;
  readonly isDue: (runner: Runner) => boolean;
  /** Weight of the current weights after iteration `iter`, which starts at 0. */
  readonly momentumAt: (iter: number) => number;
}

class EmaHook implements Hook {
  readonly #pairs: { readonly trained: Parameter; readonly average: Parameter }[] = [];
  /** Whether the averages and the trained weights are swapped. */
  #isSwapped = false;

  constructor(
    readonly name: string,
    private readonly options: EmaOptions,
  ) {}

  /** The averages are initialized with the weights, before a checkpoint is resumed. */
  attach({ model }: Runner): void {
    const { skipsBuffers: skips } = this.options;
    const sources = [...(skips ? model.namedParameters() : model.namedState())];
    const taken = new Set([...model.namedState()].map(([name]) => name));
    for (const [name, trained] of sources) {
      const buffer = `ema_${name.replaceAll('.', '_')}`;
      if (taken.has(buffer)) {
        throw new ConfigError(
          `custom_hooks: ${this.name} stores its averages as ${buffer}, but the model already has that buffer. Use one EMA hook.`,
        );
      }
      const average = model.buffer(buffer, trained.twin());
      this.#pairs.push({ trained, average });
    }
  }

  afterTrainIter(runner: Runner): void {
    if (!this.options.isDue(runner)) return;
    const momentum = this.options.momentumAt(runner.iter);
    for (const { trained, average } of this.#pairs) {
      if (trained.value.dtype !== 'float32') continue;
      tidy(() => average.value.assign(average.value.mul(1 - momentum).add(trained.value.mul(momentum))));
    }
  }

  afterTrainEpoch(): void {
    this.#swap();
  }

  beforeTrainEpoch(): void {
    if (this.#isSwapped) this.#swap();
  }

  save(): unknown {
    return { is_swapped: this.#isSwapped };
  }

  /** Checkpoints of mmcv, which do not record it, were saved at the end of an epoch with the averages in the model. */
  restore(state: unknown): void {
    this.#isSwapped = (state as { is_swapped: boolean } | undefined)?.is_swapped ?? true;
  }

  #swap(): void {
    this.#isSwapped = !this.#isSwapped;
    for (const { trained, average } of this.#pairs) trained.swap(average);
  }
}
