/** @module Creates one batch; runs in worker threads or in place. */
import { workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import sharp from 'sharp';
import {
  AlignDetError,
  Builder,
  type ComponentConfig,
  loadEntry,
  Random,
  type Registry,
} from '../../core/index.js';
import type { Dataset, TrainingBatch } from '../../structures/index.js';
import type { CocoIndex } from '../annotations/coco-index.js';
import { adoptIndices } from '../annotations/index-cache.js';
import { collate } from '../collate.js';
import type { PipelineSample } from '../sample.js';
import { datasetRegistry } from '../sources/index.js';
import { transformRegistry } from '../transforms/index.js';

/** The inputs of a batch. Its random draws depend only on these, not on the thread. */
export interface BatchTask {
  readonly seed: number;
  readonly epoch: number;
  /** Index of the batch's first sample in its epoch. */
  readonly position: number;
  readonly indices: readonly number[];
}

/** Components of users, which each worker loads for itself. */
export interface Extensions {
  /** Path of the module that exports `extended`, which adds them to registries. */
  readonly loader: string;
  /** Files of the modules. */
  readonly files: readonly string[];
  /** Slots that components may name. */
  readonly slots: readonly string[];
}

/** The data that a worker is started with. */
export interface WorkerSetup {
  /** Config of the dataset. */
  readonly config: ComponentConfig;
  readonly extensions?: Extensions;
  /** Indices of annotation files already read. */
  readonly indices: readonly (readonly [key: string, index: CocoIndex])[];
}

/** Error classes are lost between threads; messages are kept. */
export type BatchOutcome = { readonly batch: TrainingBatch } | { readonly dataError: string };

let dataset: Promise<Dataset> | undefined;

/** Entry of a worker thread. */
export default async function makeBatchInWorker(task: BatchTask): Promise<unknown> {
  try {
    dataset ??= buildDataset(setupOf(workerData));
    const outcome: BatchOutcome = { batch: await makeBatch(await dataset, task) };
    const buffers = [...new Set(buffersOf(outcome))];
    return move({ [transferableSymbol]: buffers, [valueSymbol]: outcome } as never);
  } catch (error) {
    if (error instanceof AlignDetError) return { dataError: error.message } satisfies BatchOutcome;
    throw error;
  }
}

/** Images are read concurrently: decoding runs in other threads. */
export async function makeBatch(
  from: Dataset,
  { seed, epoch, position, indices }: BatchTask,
): Promise<TrainingBatch> {
  const samples = indices.map((index, i) => from.get(index, Random.derive(seed, epoch, position + i, index)));
  return collate((await Promise.all(samples)) as (PipelineSample | PipelineSample[])[]);
}

/** Piscina wraps its data. */
function setupOf(data: unknown): WorkerSetup {
  return (Array.isArray(data) ? data[1] : data) as WorkerSetup;
}

async function buildDataset({ config, extensions, indices }: WorkerSetup): Promise<Dataset> {
  sharp.concurrency(1); // the pool is the parallelism
  adoptIndices(indices);
  const builtIn: Registry[] = [datasetRegistry, transformRegistry];
  const registries = extensions === undefined ? builtIn : await withExtensions(builtIn, extensions);
  return new Builder(registries).build('dataset', config);
}

async function withExtensions(
  registries: Registry[],
  { loader, files, slots }: Extensions,
): Promise<Registry[]> {
  const { extended } = (await loadEntry(loader)) as {
    extended: (
      registries: Registry[],
      files: readonly string[],
      slots: readonly string[],
    ) => Promise<Registry[]>;
  };
  return extended(registries, files, slots);
}

/** Transferable buffers: all except shared ones. */
function* buffersOf(value: unknown): Generator<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) yield value.buffer;
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) yield* buffersOf(part);
  }
}
