/** @module Schedule of loggers and their values: mmcv's LoggerHook. */
import { z } from 'zod';
import type { Hook, Runner } from '../runner.js';

/** Options of every logger. */
export const loggerOptions = {
  /** Count in epochs; default: the runner's own unit. */
  by_epoch: z.boolean().optional(),
  /** Iterations between two log entries. */
  interval: z.number().int().positive().default(10),
  /** Skip the last iterations of an epoch if they are fewer than `interval`. */
  ignore_last: z.boolean().default(true),
  /** Clear the buffer after each entry. */
  reset_flag: z.boolean().default(false),
};

export interface LoggerOptions {
  readonly by_epoch?: boolean;
  readonly interval: number;
  readonly ignore_last: boolean;
  readonly reset_flag: boolean;
}

/** Calls {@link log} whenever the buffer of the run has output. */
export abstract class LoggerHook<Options extends LoggerOptions = LoggerOptions> implements Hook {
  abstract readonly name: string;
  #resets: boolean;

  constructor(protected readonly options: Options) {
    this.#resets = options.reset_flag;
  }

  /** Before the first entry. */
  protected abstract start(runner: Runner): void | Promise<void>;

  /** Logs `runner.logBuffer.output`. */
  protected abstract log(runner: Runner): void | Promise<void>;

  async beforeRun(runner: Runner): Promise<void> {
    runner.logBuffer.clear();
    // The last logger clears the output, as in mmcv.
    this.#resets ||= runner.hooks.findLast((hook) => hook instanceof LoggerHook) === this;
    await this.start(runner);
  }

  beforeTrainEpoch({ logBuffer }: Runner): void {
    logBuffer.clear();
  }

  async afterTrainIter(runner: Runner): Promise<void> {
    const { interval, ignore_last: ignoresLast } = this.options;
    const byEpoch = this.byEpoch(runner);
    const due = runner.isEvery(interval, byEpoch ? 'inner' : 'iter');
    if (due || (byEpoch && runner.isEndOfEpoch && !ignoresLast)) runner.logBuffer.average(interval);
    await this.#logIfReady(runner);
  }

  async afterTrainEpoch(runner: Runner): Promise<void> {
    await this.#logIfReady(runner);
  }

  protected byEpoch(runner: Runner): boolean {
    return this.options.by_epoch ?? runner.byEpoch;
  }

  async #logIfReady(runner: Runner): Promise<void> {
    if (!runner.logBuffer.isReady) return;
    await this.log(runner);
    if (this.#resets) runner.logBuffer.clearOutput();
  }
}

/** The output of the buffer, under the tags of mmcv's trackers. */
export interface LogPoint {
  /** Finished iterations. */
  readonly step: number;
  /** `train/loss`, `val/bbox_mAP`, `learning_rate`, `momentum`. */
  readonly scalars: Readonly<Record<string, number>>;
  readonly texts: Readonly<Record<string, string>>;
}

/** Values that trackers skip. */
const isSkipped = (name: string): boolean => ['time', 'data_time', 'eval_iter_num'].includes(name);

export function logPoint({ logBuffer: { output }, optimizer, iter }: Runner): LogPoint {
  const mode = 'time' in output ? 'train' : 'val';
  const scalars: Record<string, number> = {};
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(output)) {
    if (isSkipped(name)) continue;
    if (typeof value === 'number') scalars[`${mode}/${name}`] = value;
    else texts[`${mode}/${name}`] = value;
  }
  const [rate] = optimizer.rates;
  const { momentum, betas } = optimizer.groups[0].options as { momentum?: number; betas?: number[] };
  return {
    step: iter + 1,
    scalars: { ...scalars, learning_rate: rate, momentum: momentum ?? betas?.[0] ?? 0 },
    texts,
  };
}
