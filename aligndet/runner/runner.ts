/** @module The state of a run and its hooks. The loops are `run-by-epoch.ts` and `run-by-iter.ts`. */
import type { Logger } from '../core/index.js';
import type { Optimizer, RunProgress } from '../optim/index.js';
import type { TrainingBatch } from '../structures/index.js';

import { LogBuffer } from './log-buffer.js';
import { priorityOf } from './priorities.js';
import { type StepOutput, type TrainableModel, trainStep } from './train-step.js';

type Moment = (runner: Runner) => void | Promise<void>;

/** Called at its moments; state that a resumed run needs goes through `save` and `restore`. */
export interface Hook {
  /** Published class name. */
  readonly name: string;
  /** Where it runs among others when the config does not say; a published name, `NORMAL` when absent. */
  readonly priority?: string;
  /** When it is registered: the model has its first weights, and no checkpoint is resumed yet. */
  attach?(runner: Runner): void;
  beforeRun?: Moment;
  afterRun?: Moment;
  /** Instead of `afterRun` when the run was stopped or failed. */
  afterStop?: Moment;
  beforeTrainEpoch?: Moment;
  afterTrainEpoch?: Moment;
  beforeTrainIter?: Moment;
  afterTrainIter?: Moment;
  /** Plain data. */
  save?(): unknown;
  restore?(state: unknown): void;
}

export type HookMoment = Exclude<keyof Hook, 'name' | 'priority' | 'attach' | 'save' | 'restore'>;

/** Batches of an epoch, in an order that follows from the seed and the epoch alone. */
export interface BatchSource {
  /** Batches in one epoch. */
  readonly length: number;
  /** @param skip number of batches to skip, for a run that resumes within the epoch. */
  epoch(epoch: number, skip: number): AsyncIterable<TrainingBatch>;
}

export interface RunnerOptions {
  readonly model: TrainableModel;
  readonly optimizer: Optimizer;
  readonly logger: Logger;
  readonly workDir: string;
  /** `yyyymmdd_hhmmss`, in the names of log files. */
  readonly timestamp: string;
  /** What every checkpoint carries: config text, class names, versions, seed. Keys as mmdetection writes them. */
  readonly meta: Record<string, unknown>;
  /** Stops the run after the iteration under way, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** Is told each checkpoint that was written, with the epochs and iterations that were done. */
  readonly saved?: (file: string, done: { readonly epoch: number; readonly iter: number }) => void;
}

export class Runner implements RunProgress {
  readonly model: TrainableModel;
  readonly optimizer: Optimizer;
  readonly logger: Logger;
  readonly workDir: string;
  readonly timestamp: string;
  readonly meta: Record<string, unknown>;
  readonly signal: AbortSignal | undefined;
  readonly saved: RunnerOptions['saved'];
  readonly logBuffer = new LogBuffer();
  /** Counts from 0; while hooks of an iteration or epoch run it is the one under way. */
  epoch = 0;
  iter = 0;
  innerIter = 0;
  maxEpochs = 0;
  maxIters = 0;
  itersPerEpoch = 0;
  /** How the run counts: epochs or iterations. */
  byEpoch = true;
  /** What the iteration under way gave. */
  output: StepOutput | undefined;
  /** What the newest evaluation gave, and the iteration that it came after. */
  evaluation:
    | { readonly metrics: Readonly<Record<string, number | string>>; readonly iter: number }
    | undefined;
  /** Whether a hook has ended the run. */
  hasEnded = false;
  readonly #hooks: { hook: Hook; priority: number }[] = [];

  constructor(options: RunnerOptions) {
    this.model = options.model;
    this.optimizer = options.optimizer;
    this.logger = options.logger;
    this.workDir = options.workDir;
    this.timestamp = options.timestamp;
    this.meta = options.meta;
    this.signal = options.signal;
    this.saved = options.saved;
  }

  register(hook: Hook, priority: number | string = hook.priority ?? 'NORMAL'): void {
    hook.attach?.(this);
    const value = priorityOf(priority);
    const at = this.#hooks.findIndex((other) => other.priority > value);
    this.#hooks.splice(at < 0 ? this.#hooks.length : at, 0, { hook, priority: value });
  }

  get hooks(): readonly Hook[] {
    return this.#hooks.map(({ hook }) => hook);
  }

  async call(moment: HookMoment): Promise<void> {
    for (const { hook } of this.#hooks) await hook[moment]?.(this);
  }

  /** One iteration: hooks, forward and backward, hooks. Gradients that no hook took are freed. */
  async iterate(batch: TrainingBatch): Promise<void> {
    await this.call('beforeTrainIter');
    this.output = trainStep(this.model, batch, this.iter);
    this.logBuffer.update(this.output.logVars, this.output.numSamples);
    try {
      await this.call('afterTrainIter');
    } finally {
      for (const gradient of this.output.gradients.values()) gradient.dispose();
      this.output = undefined;
    }
  }

  /** Ends the run after the hooks that are under way, as if it had reached its end. @param reason for the log. */
  endEarly(reason: string): void {
    this.hasEnded = true;
    this.logger.info(`${reason} The run ends here.`);
  }

  /** Whether the run was asked to stop. */
  isStopped(): boolean {
    return this.signal?.aborted === true;
  }

  isEvery(interval: number, unit: 'epoch' | 'iter' | 'inner'): boolean {
    const done = unit === 'epoch' ? this.epoch : unit === 'iter' ? this.iter : this.innerIter;
    return interval > 0 && (done + 1) % interval === 0;
  }

  get isEndOfEpoch(): boolean {
    return this.innerIter + 1 === this.itersPerEpoch;
  }

  get isLastEpoch(): boolean {
    return this.epoch + 1 === this.maxEpochs;
  }

  get isLastIter(): boolean {
    return this.iter + 1 === this.maxIters;
  }
}

declare module '../core/registry.js' {
  interface Slots {
    hook: Hook;
  }
}
