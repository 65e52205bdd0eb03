/** @module A training run, from its config to its last checkpoint. */
import { existsSync, realpathSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { configWarnings, formatJson, type LoadedConfig, runLengthNotes } from '../../config/index.js';
import {
  AlignDetError,
  type Builder,
  type ComponentConfig,
  type LogLevel,
  makeOutputFolder,
  type Progress,
  Random,
  type RunLog,
  runLog,
  runTimestamp,
  silentProgress,
  UsageError,
} from '../../core/index.js';
import { ensureEngine } from '../../engine/index.js';
import { builderFor, withAbsoluteImports } from '../../extensions/index.js';
import { type ParamwiseConfig, paramGroups, scaledRate } from '../../optim/index.js';
import {
  latestCheckpoint,
  linkLatest,
  Runner,
  resumeRun,
  runByEpoch,
  runByIter,
  saveRun,
} from '../../runner/index.js';
import { checkRunConfig } from '../check-config.js';
import { configOf } from '../config-source.js';
import { batchSizeOf, type DataConfig, trainingData } from '../loaders.js';
import type { ConfigSource, RunMetrics, TrainOptions, TrainResult } from '../options.js';
import { requireBoxes, reviewData } from '../review-data.js';
import { fetchWeights, weightOptions } from '../weights.js';
import { logEnding } from './ending.js';
import { registerEvaluation } from './evaluation.js';
import { datasetInfo, environmentInfo, hostInfo, modelInfo } from './facts.js';
import { registerHooks } from './hooks.js';
import { fetchInitialWeights, initialiseModel } from './initial-weights.js';
import { iterationEvents } from './iteration-events.js';
import { lockWorkDir } from './lock.js';
import { refuseWhatIsMissing, unsupportedOptions } from './published-keys.js';
import { checkpointToResume, isFinished, noteOtherBatches, type RunLength } from './resumed.js';

type Config = Record<string, unknown>;

/** Keys of the random generators of a run. */
const INITIALISATION = 1;
const SAMPLING = 2;

const RULE = '-'.repeat(60);

interface Run {
  readonly loaded: LoadedConfig;
  /** Warnings on the config. */
  readonly warnings: readonly string[];
  /** File name of the config without extension. */
  readonly name: string;
  readonly workDir: string;
  readonly timestamp: string;
  readonly logFile: string;
  readonly seed: number;
  readonly builder: Builder;
  readonly logger: RunLog;
  readonly progress: Progress;
  readonly options: TrainOptions;
}

/** Implements `train`. */
export async function runTraining(source: ConfigSource, options: TrainOptions): Promise<TrainResult> {
  const { loaded, name, isFile } = await configOf(source, options.overrides);
  const { config } = loaded;
  const warnings = [...(await configWarnings(loaded))];
  const workDir = workDirOf(options, config, isFile ? name : undefined);
  const builder = await builderFor(loaded, (warning) => warnings.push(warning));
  await checkRunConfig(loaded, builder, ['model', 'data', 'optimizer', 'runner']);
  refuseWhatIsMissing(config);
  scaleRate(config, options.autoScaleLr === true);
  const timestamp = runTimestamp(new Date());
  makeOutputFolder(workDir, 'work_dir');
  const unlock = lockWorkDir(workDir);
  try {
    const { onEvent = () => {}, progress = silentProgress } = options;
    const logFile = join(workDir, `${timestamp}.log`);
    const seed = options.seed ?? (config.seed as number | undefined) ?? 0;
    onEvent({ type: 'start', workDir, logFile, seed });
    const logger = runLog((config.log_level as LogLevel | undefined) ?? 'INFO', onEvent, logFile);
    const run = { loaded, warnings, name, workDir, timestamp, logFile, seed, builder, logger, progress };
    return await recorded({ ...run, options });
  } finally {
    unlock();
  }
}

/** The run; an error that ends it is written to its log. */
async function recorded(run: Run): Promise<TrainResult> {
  const { signal } = run.options;
  try {
    return await trained(run);
  } catch (error) {
    const isAborted = signal?.aborted === true && (error === signal.reason || isAbortError(error));
    if (!isAborted) {
      run.logger.record(textOf(error));
      throw error;
    }
    const { workDir, logFile } = run;
    return { workDir, logFile, isStopped: true, epochs: 0, iterations: 0, checkpoints: [] };
  }
}

function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Log text of an error that ends the run. */
function textOf(error: unknown): string {
  if (error instanceof AlignDetError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** @param name of the config file; absent if the config is an object. */
function workDirOf(options: TrainOptions, config: Config, name: string | undefined): string {
  const given = options.workDir ?? (config.work_dir as string | undefined);
  if (given !== undefined) return resolve(given);
  if (name !== undefined) return resolve('work_dirs', name);
  throw new UsageError(
    'workDir is missing: a config object has no file name from which the folder of the run could be derived. Give workDir, or ' +
      'work_dir in the config.',
  );
}

function scaleRate(config: Config, isAsked: boolean): void {
  const scaling = config.auto_scale_lr as { enable?: boolean; base_batch_size?: number } | undefined;
  if (isAsked && scaling?.base_batch_size === undefined) {
    throw new UsageError(
      '--auto-scale-lr (autoScaleLr in a program) needs auto_scale_lr.base_batch_size in the config.',
    );
  }
  if (scaling?.base_batch_size === undefined || !(scaling.enable || isAsked)) return;
  const optimizer = config.optimizer as { lr: number };
  const { samples_per_gpu: samples = 2 } = config.data as { samples_per_gpu?: number };
  optimizer.lr = scaledRate(optimizer.lr, scaling.base_batch_size, samples, 1);
}

/** The run itself, in its locked folder, with a checked config. */
async function trained(run: Run): Promise<TrainResult> {
  const { loaded, warnings, name, workDir, timestamp, seed, builder, logger, progress, options } = run;
  const { signal, onEvent = () => {} } = options;
  const { file, config } = loaded;
  for (const warning of [...warnings, ...unsupportedOptions(config)]) logger.warn(warning);
  builder.progress = progress;
  await ensureEngine({ progress, logger });
  signal?.throwIfAborted();
  const environment = environmentInfo();
  logger.info(`Environment info:\n${RULE}\n${environment}\n${RULE}`);

  const text = formatJson({ ...withAbsoluteImports(loaded), seed, work_dir: workDir });
  await writeFile(join(workDir, `${name}.json`), `${text}\n`);
  logger.info(`Config: ${file}, resolved in ${join(workDir, `${name}.json`)}; seed ${seed}`);

  const weights = weightOptions(options, { logger, progress });
  const resumeFrom = await checkpointToResume(options, config, workDir, logger);
  const resumed = resumeFrom ? await fetchWeights(resumeFrom, weights) : undefined;
  const initial =
    resumed === undefined
      ? await fetchInitialWeights(config.model, config.load_from as string | null, weights)
      : undefined;

  const { type, ...limits } = config.runner as { type: string; max_epochs?: number; max_iters?: number };
  const byIteration = type === 'IterBasedRunner';
  const data = config.data as unknown as DataConfig;
  const training = trainingData(data, builder, seed, byIteration);
  for (const { path, message } of runLengthNotes(config, training.loader.length)) {
    logger.warn(`${path}: ${message}`);
  }
  await reviewData(training.dataset, 'data.train', { logger, progress });
  requireBoxes(training.dataset, 'data.train');
  logger.info(datasetInfo(training.dataset, 'data.train'));
  signal?.throwIfAborted();
  const model = builder.build('detector', config.model, 'model');
  model.random = Random.derive(seed, SAMPLING);
  if (initial !== undefined) initialiseModel(model, initial, Random.derive(seed, INITIALISATION), weights);
  logger.info(modelInfo((config.model as unknown as ComponentConfig).type, model));
  const optimizerConfig = config.optimizer as ComponentConfig & { paramwise_cfg?: ParamwiseConfig };
  const factory = builder.build('optimizer', optimizerConfig, 'optimizer');
  const optimizer = factory.create(paramGroups(model, factory, optimizerConfig.paramwise_cfg));
  const meta = {
    exp_name: basename(file),
    seed,
    config: text,
    env_info: environment,
    CLASSES: [...training.dataset.classes],
  };
  const checkpoints: string[] = [];
  const saved = (path: string, done: { readonly epoch: number; readonly iter: number }) => {
    checkpoints.push(path);
    onEvent({ type: 'checkpoint', path, epoch: done.epoch, iteration: done.iter });
  };
  const runner = new Runner({ model, optimizer, logger, workDir, timestamp, meta, signal, saved });
  registerHooks(runner, config, builder);
  let metrics: RunMetrics | undefined;
  const measured = (found: RunMetrics) => {
    metrics = found;
    const iteration = runner.iter + (runner.output === undefined ? 0 : 1); // counted in addition to its hooks
    onEvent({ type: 'evaluation', epoch: runner.epoch + 1, iteration, metrics: found });
  };
  const evaluation =
    options.validate === false
      ? undefined
      : await registerEvaluation(runner, config, { builder, progress, measured });
  runner.register(iterationEvents(onEvent), 'LOWEST');

  const startedMs = performance.now();
  let hasEnded = false;
  try {
    signal?.throwIfAborted();
    const length = {
      limit: (byIteration ? limits.max_iters : limits.max_epochs) as number,
      byIteration,
      batchSize: batchSizeOf(data),
      itersPerEpoch: training.loader.length,
    };
    if (resumed !== undefined) {
      const { config: before } = resumeRun(runner, resumed);
      hasEnded = isFinished(runner, resumed, length);
      if (hasEnded) return await resultOf(run, runner, { hasEnded, checkpoints, metrics });
      noteOtherBatches(runner, before, length);
    }
    logger.info(`Start running, host: ${hostInfo()}, work_dir: ${workDir}`);
    logger.info(lengthInfo(length));
    hasEnded = byIteration
      ? await runByIter(runner, training.loader, length.limit)
      : await runByEpoch(runner, training.loader, length.limit);
    if (!hasEnded) await saveInterrupted(runner);
    await logEnding(runner, startedMs, hasEnded);
    return await resultOf(run, runner, { hasEnded, checkpoints, metrics });
  } finally {
    if (!hasEnded) await runner.call('afterStop');
    await training.loader.close();
    await evaluation?.close();
    optimizer.dispose();
    model.dispose();
  }
}

interface Ending {
  readonly hasEnded: boolean;
  readonly checkpoints: readonly string[];
  readonly metrics: RunMetrics | undefined;
}

async function resultOf(
  { workDir, logFile }: Run,
  { epoch: epochs, iter: iterations, meta }: Runner,
  { hasEnded, checkpoints, metrics }: Ending,
): Promise<TrainResult> {
  const latest = await latestCheckpoint(workDir);
  const { best_ckpt: path, best_score: score } = (meta.hook_msgs ?? {}) as {
    best_ckpt?: string;
    best_score?: number;
  };
  return {
    ...{ workDir, logFile, isStopped: !hasEnded, epochs, iterations },
    checkpoints: [...new Set(checkpoints)].filter((file) => existsSync(file)),
    ...(latest !== undefined && { lastCheckpoint: realpathSync(latest) }),
    ...(path !== undefined && score !== undefined && { best: { path, score } }),
    ...(metrics !== undefined && { metrics }),
  };
}

function lengthInfo({ limit, byIteration, batchSize, itersPerEpoch }: RunLength): string {
  const length = byIteration
    ? `${limit} iterations, ${itersPerEpoch} per epoch`
    : `${limit} epochs of ${itersPerEpoch} iterations, ${limit * itersPerEpoch} in total`;
  return `Training: ${length}, in batches of ${batchSize} image${batchSize === 1 ? '' : 's'}`;
}

async function saveInterrupted(runner: Runner): Promise<void> {
  const file = join(runner.workDir, `iter_${runner.iter}.pth`);
  await saveRun(runner, file, { includesOptimizer: true, moment: 'between-iters' });
  await linkLatest(file);
  runner.logger.info(`Stopped. Resume with --auto-resume, or --resume-from ${file}`);
}
