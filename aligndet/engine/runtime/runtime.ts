/** @module TensorFlow in this process, loaded from the cache by the first op. */
import { EngineError } from '../../core/index.js';
import { findInstallation } from '../setup/installation.js';
import { type Device, listDevices, newContext } from './context.js';
import { EagerOps } from './eager-op.js';
import { Handles } from './handles.js';
import { loadLibrary } from './library.js';
import { OpCatalog } from './op-catalog.js';
import { optionsFromEnvironment, type RuntimeOptions } from './options.js';
import { Status } from './status.js';
import type { TensorFlowApi } from './symbols.js';

/** The native state of a process. */
export interface Runtime {
  readonly api: TensorFlowApi;
  readonly version: string;
  readonly options: RuntimeOptions;
  readonly status: Status;
  readonly context: bigint;
  readonly handles: Handles;
  readonly catalog: OpCatalog;
  readonly ops: EagerOps;
  readonly devices: readonly Device[];
}

let running: Runtime | undefined;
let options: RuntimeOptions | undefined;

/** The runtime, started by the first call. @throws {EngineError} when TensorFlow is not installed. */
export function runtime(): Runtime {
  running ??= start();
  return running;
}

/** Whether ops run on a GPU, whose kernels differ from the CPU's. */
export function usesGpu(): boolean {
  return runtime().devices.some(({ type }) => type === 'GPU');
}

export function isRunning(): boolean {
  return running !== undefined;
}

/** The active options, or those that the runtime will start with. */
export function currentOptions(): RuntimeOptions {
  return running?.options ?? options ?? optionsFromEnvironment();
}

/** @throws {EngineError} when TensorFlow already runs with other options, as it reads them only once. */
export function configure(requested: Partial<RuntimeOptions>): void {
  const next = { ...currentOptions(), ...requested };
  if (running !== undefined && JSON.stringify(next) !== JSON.stringify(running.options)) {
    throw new EngineError(
      `TensorFlow already runs with ${describe(running.options)} and cannot change to ${describe(next)}: ` +
        'set threads and GPUs before the first tensor operation, or through ALIGNDET_THREADS and ALIGNDET_GPUS.',
    );
  }
  options = next;
}

function start(): Runtime {
  const installation = findInstallation();
  const api = loadLibrary(installation.folder, installation.libraries);
  const chosen = currentOptions();
  const status = new Status(api);
  const context = newContext(status, chosen);
  const handles = new Handles(api);
  const catalog = new OpCatalog(api);
  return {
    api,
    version: api.TF_Version(),
    options: chosen,
    status,
    context,
    handles,
    catalog,
    ops: new EagerOps(context, status, handles, catalog),
    devices: listDevices(status, context),
  };
}

function describe({ threads, gpus }: RuntimeOptions): string {
  const devices = gpus === undefined ? 'every GPU' : gpus.length === 0 ? 'no GPU' : `GPU ${gpus.join(', ')}`;
  return `${threads} threads and ${devices}`;
}
