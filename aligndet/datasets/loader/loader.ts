/**
 * @module Batches for training and evaluation: prefetched in worker threads, delivered in order. The content of a
 * batch
 * depends only on seed, epoch and index, so neither the number of workers nor a resume changes it.
 */
import { Piscina } from 'piscina';
import { type ComponentConfig, DataError, entryFile } from '../../core/index.js';
import type { Dataset, TrainingBatch } from '../../structures/index.js';
import { liveIndices } from '../annotations/index-cache.js';
import type { BatchSampler } from '../samplers/index.js';
import { type BatchOutcome, type BatchTask, type Extensions, makeBatch, type WorkerSetup } from './worker.js';

/** While one batch is collated, the images of the next are read: decoding has its own threads. */
const TASKS_PER_WORKER = 2;

export interface LoaderOptions {
  readonly dataset: Dataset;
  /** The config of `dataset`: each worker builds its own. */
  readonly config: ComponentConfig;
  readonly sampler: BatchSampler;
  readonly seed: number;
  /** Worker threads; 0 creates batches on demand in this thread. */
  readonly numWorkers: number;
  /** Batches that each worker prefetches. */
  readonly prefetch?: number;
  /** Modules of users whose components the config names. */
  readonly extensions?: Extensions;
}

export class Loader {
  #pool: Piscina | undefined;

  constructor(private readonly options: LoaderOptions) {}

  /** Number of batches per epoch. */
  get length(): number {
    return this.options.sampler.length;
  }

  /**
   * Batches of one epoch, in order. Leaving the loop early discards the prefetched ones.
   *
   * @param skip number of batches to skip, for a run that resumes within the epoch.
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
        // It may fail while an earlier batch is in use, or after the loop was left: only its consumer gets the error.
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
    pool?.on('error', () => undefined); // a batch that arrives while the pool ends is discarded
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
