/** @module The state of a run and its hooks. The loops are `run-by-epoch.ts` and `run-by-iter.ts`. */
import type { Logger } from '../core/index.js';
import type { Optimizer, RunProgress } from '../optim/index.js';
import type { TrainingBatch } from '../structures/index.js';

import { LogBuffer } from './log-buffer.js';
import { priorityOf } from './priorities.js';
import { type StepOutput, type TrainableModel, trainStep } from './train-step.js';

type Moment = (runner: Runner) => void | Promise<void>;

/** Callbacks of a run; state that a resumed run needs is handled by `save` and `restore`. */
export interface Hook {
  /** Published class name. */
  readonly name: string;
  /** Default priority; a published name, `NORMAL` if absent. */
  readonly priority?: string;
  /** Called on registration: the weights are initialized, and no checkpoint is resumed yet. */
  attach?(runner: Runner): void;
  beforeRun?: Moment;
  afterRun?: Moment;
  /** Called instead of `afterRun` if the run was stopped or failed. */
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

/** Batches of an epoch, in an order determined by the seed and the epoch. */
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
  /** Metadata of every checkpoint: config text, class names, versions, seed. Keys as in mmdetection. */
  readonly meta: Record<string, unknown>;
  /** Stops the run after the current iteration, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** Receives each written checkpoint, with the finished epochs and iterations. */
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
  /** Starts at 0; during the hooks of an iteration or epoch it is the current one. */
  epoch = 0;
  iter = 0;
  innerIter = 0;
  maxEpochs = 0;
  maxIters = 0;
  itersPerEpoch = 0;
  /** Unit of the run: epochs or iterations. */
  byEpoch = true;
  /** Outputs of the current iteration. */
  output: StepOutput | undefined;
  /** Metrics of the latest evaluation, and the iteration after which it ran. */
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

  /** One iteration: hooks, forward and backward pass, hooks. Gradients that no hook consumed are disposed. */
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

  /** Ends the run after the current hooks, as if it were complete. @param reason for the log. */
  endEarly(reason: string): void {
    this.hasEnded = true;
    this.logger.info(`${reason} The run ends here.`);
  }

  /** Whether the run was requested to stop. */
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
