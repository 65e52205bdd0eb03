/** @module Stops a run whose metric no longer improves: mmengine's EarlyStoppingHook. */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../core/index.js';
import type { Hook, Runner } from '../runner.js';

const NAME = 'EarlyStoppingHook';

const earlyStoppingSchema = z.strictObject({
  /** Monitored metric, by its name in the log: `bbox_mAP`. */
  monitor: z.string(),
  /** Whether greater or less is better; default: by the metric's name, less for losses. */
  rule: z.enum(['greater', 'less']).nullable().default(null),
  /** Min change that counts as an improvement. */
  min_delta: z.number().nonnegative().default(0.1),
  /** Whether an evaluation without the metric is an error. */
  strict: z.boolean().default(false),
  /** Whether the run stops if the metric is NaN or infinite. */
  check_finite: z.boolean().default(true),
  /** Number of consecutive evaluations without improvement after which the run stops. */
  patience: z.number().int().nonnegative().default(5),
  /** The run stops as soon as the metric is better than this. */
  stopping_threshold: z.number().nullable().default(null),
});

export const earlyStoppingHook = defineComponent({
  type: NAME,
  schema: earlyStoppingSchema,
  build: (options): Hook => new EarlyStopping(options),
});

class EarlyStopping implements Hook {
  readonly name = NAME;
  /** After the evaluation. */
  readonly priority = 'LOWEST';
  #best: number | null = null;
  #numWaits = 0;
  /** Iteration of the latest processed evaluation. */
  #seen = -1;

  constructor(private readonly options: z.output<typeof earlyStoppingSchema>) {}

  afterTrainIter(runner: Runner): void {
    this.#look(runner);
  }

  afterTrainEpoch(runner: Runner): void {
    this.#look(runner);
  }

  save(): unknown {
    return { best: this.#best, waits: this.#numWaits };
  }

  restore(state: unknown): void {
    if (state === undefined) return;
    const { best, waits } = state as { best: number | null; waits: number };
    this.#best = best;
    this.#numWaits = waits;
  }

  #look(runner: Runner): void {
    const { evaluation } = runner;
    if (evaluation === undefined || evaluation.iter === this.#seen) return;
    this.#seen = evaluation.iter;
    const { monitor, strict } = this.options;
    const value = evaluation.metrics[monitor];
    if (typeof value === 'number') {
      const reason = this.#reasonToEnd(value);
      if (reason !== undefined) runner.endEarly(`${NAME}: ${reason}.`);
      return;
    }
    const names = Object.keys(evaluation.metrics).join(', ');
    const message = `${NAME}.monitor: unknown metric "${monitor}". This evaluation has: ${names}.`;
    if (strict) throw new ConfigError(message);
    runner.logger.warn(message);
  }

  #reasonToEnd(value: number): string | undefined {
    const { monitor, check_finite: checks, stopping_threshold: threshold, patience } = this.options;
    if (checks && !Number.isFinite(value)) return `${monitor} is ${value}`;
    if (threshold !== null && this.#isBetter(value, threshold)) {
      return `${monitor} is ${value}, better than stopping_threshold ${threshold}`;
    }
    if (this.#best === null || this.#isBetter(value, this.#best, this.options.min_delta)) {
      this.#best = value;
      this.#numWaits = 0;
      return undefined;
    }
    this.#numWaits++;
    if (this.#numWaits < patience) return undefined;
    return `${monitor} has not improved on ${this.#best} for ${this.#numWaits} evaluations (patience ${patience})`;
  }

  #isBetter(value: number, than: number, by = 0): boolean {
    const { rule, monitor } = this.options;
    const prefersLess = rule === null ? monitor.toLowerCase().includes('loss') : rule === 'less';
    return prefersLess ? value < than - by : value > than + by;
  }
}
