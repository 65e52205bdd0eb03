/** @module Makes one batch; run in worker threads or in place. */
import { workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import sharp from 'sharp';
import { AlignDetError, Builder, type ComponentConfig, Random, type Registry } from '../../core/index.js';
import type { Dataset, TrainingBatch } from '../../structures/index.js';
import type { CocoIndex } from '../annotations/coco-index.js';
import { adoptIndices } from '../annotations/index-cache.js';
import { collate } from '../collate.js';
import type { PipelineSample } from '../sample.js';
import { datasetRegistry } from '../sources/index.js';
import { transformRegistry } from '../transforms/index.js';

/** What a batch is made of. Its draws follow from these numbers alone, not from the thread. */
export interface BatchTask {
  readonly seed: number;
  readonly epoch: number;
  /** Number of the batch's first item in its epoch. */
  readonly position: number;
  readonly indices: readonly number[];
}

/** Components of users, which each worker loads for itself. */
export interface Extensions {
  /** Address of the module that exports `extended`, which adds them to registries. */
  readonly loader: string;
  /** Files of the modules. */
  readonly files: readonly string[];
  /** Slots that components may name. */
  readonly slots: readonly string[];
}

/** What a worker starts with. */
export interface WorkerSetup {
  /** Config of the dataset. */
  readonly config: ComponentConfig;
  readonly extensions?: Extensions;
  /** Annotation files that are read already. */
  readonly indices: readonly (readonly [key: string, index: CocoIndex])[];
}

/** An error class does not survive the way between threads; its message does. */
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

/** Images are read at the same time: decoding runs beside this thread. */
export async function makeBatch(
  from: Dataset,
  { seed, epoch, position, indices }: BatchTask,
): Promise<TrainingBatch> {
  const samples = indices.map((index, i) => from.get(index, Random.derive(seed, epoch, position + i, index)));
  return collate((await Promise.all(samples)) as (PipelineSample | PipelineSample[])[]);
}

/** Piscina wraps what it was given. */
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
  const { extended } = await import(loader);
  return extended(registries, files, slots);
}

/** Memory that can change hands: everything but what threads share. */
function* buffersOf(value: unknown): Generator<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) yield value.buffer;
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) yield* buffersOf(part);
  }
}
