/** @module How TensorFlow runs: number of threads and visible GPUs, as the bytes of its `ConfigProto` message. */
import { availableParallelism } from 'node:os';
import { EngineError } from '../../core/index.js';
import { bytesField, integerField } from './protobuf.js';

export interface RuntimeOptions {
  /** Threads within one op, and ops that run in parallel. */
  readonly threads: number;
  /** Indices of the GPUs to use; `undefined` for all. */
  readonly gpus?: readonly number[];
}

/** The options from the environment; one thread per available core by default. */
export function optionsFromEnvironment(environment: NodeJS.ProcessEnv = process.env): RuntimeOptions {
  const { ALIGNDET_THREADS: threads, ALIGNDET_GPUS: gpus } = environment;
  return {
    threads: threads === undefined || threads === '' ? availableParallelism() : parseThreads(threads),
    ...(gpus !== undefined && { gpus: gpus.split(',').filter(Boolean).map(parseGpu) }),
  };
}

function parseThreads(text: string): number {
  const threads = Number(text);
  if (Number.isInteger(threads) && threads >= 1 && threads <= 4096) return threads;
  throw new EngineError(`ALIGNDET_THREADS must be a whole number from 1 to 4096, but is "${text}".`);
}

function parseGpu(text: string): number {
  const gpu = Number(text);
  if (Number.isInteger(gpu) && gpu >= 0) return gpu;
  throw new EngineError(`ALIGNDET_GPUS must be GPU indices separated by commas, but is "${text}".`);
}

/** Field numbers of TensorFlow's `ConfigProto` and `GPUOptions`. */
const FIELDS = { intraOpThreads: 2, interOpThreads: 5, gpuOptions: 6, allowGrowth: 4, visibleDevices: 5 };

/** The `ConfigProto` message for the options. */
export function configProto({ threads, gpus }: RuntimeOptions): Uint8Array {
  const gpuOptions = [
    ...integerField(FIELDS.allowGrowth, 1),
    ...(gpus === undefined ? [] : bytesField(FIELDS.visibleDevices, Buffer.from(gpus.join(',') || '-1'))),
  ];
  return Uint8Array.from([
    ...integerField(FIELDS.intraOpThreads, threads),
    ...integerField(FIELDS.interOpThreads, threads),
    ...bytesField(FIELDS.gpuOptions, gpuOptions),
  ]);
}
