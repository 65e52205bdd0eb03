/**
 * @module Batches for training and evaluation: made ahead in worker threads, handed over in order. What a batch holds
 * follows from seed, epoch and place, so neither the number of workers nor a resumed run changes it.
 */
import { Piscina } from 'piscina';
import { type ComponentConfig, DataError, entryFile } from '../../core/index.js';
import type { Dataset, TrainingBatch } from '../../structures/index.js';
import { liveIndices } from '../annotations/index-cache.js';
import type { BatchSampler } from '../samplers/index.js';
import { type BatchOutcome, type BatchTask, type Extensions, makeBatch, type WorkerSetup } from './worker.js';

/** While one batch is put together, the images of the next are read: decoding has threads of its own. */
const TASKS_PER_WORKER = 2;

export interface LoaderOptions {
  readonly dataset: Dataset;
  /** What `dataset` was built from: each worker builds its own. */
  readonly config: ComponentConfig;
  readonly sampler: BatchSampler;
  readonly seed: number;
  /** Threads; 0 makes batches in this one, when they are asked for. */
  readonly numWorkers: number;
  /** Batches that each worker makes ahead. */
  readonly prefetch?: number;
  /** Modules of users whose components the config names. */
  readonly extensions?: Extensions;
}

export class Loader {
  #pool: Piscina | undefined;

  constructor(private readonly options: LoaderOptions) {}

  /** Batches of an epoch. */
  get length(): number {
    return this.options.sampler.length;
  }

  /**
   * Batches of one epoch, in order. Leaving the loop early leaves what was being made ahead.
   *
   * @param skip batches to leave out at the start, for a run that resumes within the epoch.
   */
  async *epoch(epoch: number, skip = 0): AsyncGenerator<TrainingBatch> {
    const { numWorkers, prefetch = 2 } = this.options;
    const ahead = Math.max(1, numWorkers * prefetch);
    const tasks = this.#tasks(epoch, skip);
    const waiting: Promise<TrainingBatch>[] = [];
    for (;;) {
      while (waiting.length < ahead) {
        const { value: task, done } = tasks.next();
        if (done) break;
        const batch = this.#make(task);
        // It may fail while an earlier batch is in use, or when nobody takes it any more: whoever awaits it is told.
        batch.catch(() => undefined);
        waiting.push(batch);
      }
      const next = waiting.shift();
      if (next === undefined) return;
      yield await next;
    }
  }

  /** Every image once, in the order of the dataset, with a sampler that does not shuffle. */
  images(): { length: number; batches: () => AsyncIterable<TrainingBatch> } {
    return { length: this.options.dataset.length, batches: () => this.epoch(0) };
  }

  /** Ends the worker threads. */
  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    pool?.on('error', () => undefined); // a batch that comes in while the pool ends belongs to nobody
    await pool?.destroy();
  }

  *#tasks(epoch: number, skip: number): Generator<BatchTask, undefined> {
    const { sampler, seed } = this.options;
    let position = 0;
    let number = 0;
    for (const indices of sampler.batches(epoch)) {
      if (number++ >= skip) yield { seed, epoch, position, indices };
      position += indices.length;
    }
  }

  async #make(task: BatchTask): Promise<TrainingBatch> {
    if (this.options.numWorkers === 0) return makeBatch(this.options.dataset, task);
    this.#pool ??= this.#startWorkers();
    const outcome: BatchOutcome = await this.#pool.run(task);
    if ('dataError' in outcome) throw new DataError(outcome.dataError);
    return outcome.batch;
  }

  #startWorkers(): Piscina {
    const { config, extensions, numWorkers } = this.options;
    const setup: WorkerSetup = { config, extensions, indices: liveIndices() };
    const { url, execArgv } = entryFile('datasets/loader/worker');
    return new Piscina({
      filename: url,
      minThreads: numWorkers,
      maxThreads: numWorkers,
      concurrentTasksPerWorker: TASKS_PER_WORKER,
      workerData: setup,
      execArgv: [...execArgv],
    });
  }
}
