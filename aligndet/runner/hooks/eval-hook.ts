/** @module Evaluates during training, and keeps the best checkpoint: mmdetection's EvalHook. */
import { mkdir, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { ConfigError, didYouMean, type Progress } from '../../core/index.js';
import type { Detections } from '../../structures/index.js';
import { saveRun } from '../checkpointing.js';
import { detectAll, type EvaluationSource } from '../detect-all.js';
import type { Hook, Runner } from '../runner.js';
import { LoggerHook } from './logger-hook.js';

/** Options of `evaluation` in a config, in addition to those of the dataset's metric. */
const evalHookOptions = {
  /** Epochs or iterations between evaluations. */
  interval: z.number().int().positive().default(1),
  /** First evaluation; also before training if the run starts after it. */
  start: z.number().int().nonnegative().nullable().default(null),
  /** Count in epochs; default: the runner's own unit. */
  by_epoch: z.boolean().optional(),
  /** Metric that selects the best checkpoint; `auto` is the first one. */
  save_best: z.string().nullable().default(null),
  /** Whether greater or less is better; default: by the metric's name. */
  rule: z.enum(['greater', 'less']).nullable().default(null),
  /** `[[from, interval], ...]`: other intervals later in the run. */
  dynamic_intervals: z
    .array(z.tuple([z.number().int(), z.number().int().positive()]))
    .nullable()
    .default(null),
  /** Substrings of metric names for which greater is better; null uses the default list. */
  greater_keys: z.array(z.string()).nullable().default(null),
  /** Substrings of metric names for which less is better; null uses the default list. */
  less_keys: z.array(z.string()).nullable().default(null),
  /** Parent folder of the best checkpoints, with a subfolder per run; null uses the run's own folder. */
  out_dir: z.string().nullable().default(null),
};

export const evalHookSchema = z.looseObject(evalHookOptions);

/** Options of distributed evaluation: they have no effect in a single process. */
const otherKeys = ['type', 'priority', 'gpu_collect', 'tmpdir', 'broadcast_bn_buffer'];

/** Options of `evaluation` in a config for the dataset's metric. */
export function metricOptions(evaluation: Record<string, unknown>): Record<string, unknown> {
  const isOther = (key: string) => key in evalHookOptions || otherKeys.includes(key);
  return Object.fromEntries(Object.entries(evaluation).filter(([key]) => !isOther(key)));
}

export type Metrics = Record<string, number | string>;

export interface EvalHookOptions {
  readonly source: EvaluationSource;
  /** Metrics of `results[i]` for image i, by mmdetection's names. */
  readonly evaluate: (results: readonly Detections[], options: Record<string, unknown>) => Promise<Metrics>;
  readonly progress: Progress;
  /** The config's `evaluation`. */
  readonly evaluation: Record<string, unknown>;
}

const usualGreaterKeys = [
  'acc',
  'top',
  'AR@',
  'auc',
  'precision',
  'mAP',
  'mDice',
  'mIoU',
  'mAcc',
  'aAcc',
  'recall',
];
const usualLessKeys = ['loss'];

export class EvalHook implements Hook {
  readonly name = 'EvalHook';
  readonly #settings: z.output<typeof evalHookSchema>;
  readonly #metricOptions: Record<string, unknown>;
  #isFirst = true;

  constructor(private readonly options: EvalHookOptions) {
    this.#settings = evalHookSchema.parse(options.evaluation);
    this.#metricOptions = metricOptions(options.evaluation);
  }

  /**
   * @param names of the metrics of an evaluation.
   * @throws {ConfigError} if the best checkpoint cannot be selected by them.
   */
  checkBest(names: readonly string[]): void {
    const key = this.#settings.save_best === null ? undefined : this.#indicator(names);
    if (key !== undefined) this.#prefersMore(key);
  }

  async beforeTrainEpoch(runner: Runner): Promise<void> {
    if (this.#byEpoch(runner)) await this.#evaluateAtStart(runner, runner.epoch);
  }

  async beforeTrainIter(runner: Runner): Promise<void> {
    if (!this.#byEpoch(runner)) await this.#evaluateAtStart(runner, runner.iter);
  }

  async afterTrainEpoch(runner: Runner): Promise<void> {
    if (this.#byEpoch(runner) && this.#isDue(runner.epoch)) await this.#evaluate(runner);
  }

  async afterTrainIter(runner: Runner): Promise<void> {
    if (this.#byEpoch(runner) || !this.#isDue(runner.iter)) return;
    // The training line of this iteration would otherwise be mixed with the metrics: loggers run later.
    for (const hook of runner.hooks) if (hook instanceof LoggerHook) await hook.afterTrainIter(runner);
    runner.logBuffer.clear();
    await this.#evaluate(runner);
  }

  #byEpoch(runner: Runner): boolean {
    return this.#settings.by_epoch ?? runner.byEpoch;
  }

  async #evaluateAtStart(runner: Runner, done: number): Promise<void> {
    const { start } = this.#settings;
    const isDue = this.#isFirst && start !== null && done >= start;
    this.#isFirst = false;
    if (isDue) await this.#evaluate(runner);
  }

  #isDue(done: number): boolean {
    const { start, dynamic_intervals: dynamic } = this.#settings;
    const interval = dynamic?.findLast(([from]) => done + 1 >= from)?.[1] ?? this.#settings.interval;
    if (start === null) return (done + 1) % interval === 0;
    return done + 1 >= start && (done + 1 - start) % interval === 0;
  }

  async #evaluate(runner: Runner): Promise<void> {
    const { evaluate, source, progress } = this.options;
    let results: Detections[];
    try {
      results = await detectAll(runner.model, source, progress, runner.signal);
    } catch (error) {
      if (runner.signal?.aborted !== true) throw error;
      runner.logger.warn(
        'The evaluation was stopped before its end; npx aligndet test evaluates a checkpoint.',
      );
      return; // the loop checks the signal and saves
    } finally {
      runner.model.train();
    }
    const metrics = await evaluate(results, this.#metricOptions);
    runner.evaluation = { metrics, iter: runner.iter };
    runner.logBuffer.output = { ...metrics, eval_iter_num: source.length };
    runner.logBuffer.isReady = true;
    if (this.#settings.save_best !== null) await this.#keepBest(runner, metrics);
  }

  async #keepBest(runner: Runner, metrics: Record<string, number | string>): Promise<void> {
    const key = this.#indicator(Object.keys(metrics));
    if (key === undefined) return;
    const score = Number(metrics[key]);
    runner.meta.hook_msgs ??= {};
    const messages = runner.meta.hook_msgs as Record<string, unknown>;
    const best = messages.best_score as number | undefined;
    const isBetter = best === undefined || (this.#prefersMore(key) ? score > best : score < best);
    if (!isBetter) return;
    const unit = this.#byEpoch(runner) ? `epoch_${runner.epoch + 1}` : `iter_${runner.iter + 1}`;
    const earlier = messages.best_ckpt as string | undefined;
    const file = join(await this.#folder(runner), `best_${key}_${unit}.pth`);
    messages.best_score = score;
    messages.best_ckpt = file;
    const moment = this.#byEpoch(runner) ? 'after-epoch' : 'after-iter';
    await saveRun(runner, file, { includesOptimizer: true, moment });
    if (earlier !== undefined && earlier !== file) await rm(earlier, { force: true });
    runner.logger.info(`Best ${key} so far: ${score.toFixed(4)}, saved in ${file}.`);
  }

  async #folder({ workDir }: Runner): Promise<string> {
    const { out_dir: folder } = this.#settings;
    if (folder === null || resolve(folder) === resolve(workDir)) return workDir;
    const own = join(folder, basename(workDir));
    await mkdir(own, { recursive: true });
    return own;
  }

  #indicator(names: readonly string[]): string | undefined {
    const expected = this.#settings.save_best as string;
    if (expected === 'auto') return names[0];
    if (names.length > 0 && !names.includes(expected)) {
      throw new ConfigError(
        `evaluation.save_best: unknown metric "${expected}".${didYouMean(expected, names)} This evaluation has: ${names.join(', ')}.`,
      );
    }
    return names.length === 0 ? undefined : expected;
  }

  #prefersMore(key: string): boolean {
    const { rule, greater_keys: greater, less_keys: less } = this.#settings;
    if (rule !== null) return rule === 'greater';
    const holds = (keys: readonly string[]) =>
      keys.some((part) => key.toLowerCase().includes(part.toLowerCase()));
    if (holds(greater ?? usualGreaterKeys)) return true;
    if (holds(less ?? usualLessKeys)) return false;
    throw new ConfigError(
      `evaluation.rule: missing. Set it to "greater" or "less": which ${key} is better cannot be derived from the name.`,
    );
  }
}
