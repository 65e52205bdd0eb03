/** @module `aligndet train`: trains a detector, with the flags of mmdetection's `tools/train.py`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { builtinBuilder } from '../../builtins.js';
import { configWarnings, formatJson, loadConfig, type Overrides } from '../../config/index.js';
import { type Builder, type ComponentConfig, Random, UsageError, writeError } from '../../core/index.js';
import { ensureEngine } from '../../engine/index.js';
import { type ParamwiseConfig, paramGroups, scaledRate } from '../../optim/index.js';
import {
  EvalHook,
  type EvalHookOptions,
  latestCheckpoint,
  linkLatest,
  metricOptions,
  Runner,
  resumeRun,
  runByEpoch,
  runByIter,
  saveRun,
} from '../../runner/index.js';
import { checkRunConfig } from '../check-config.js';
import { checkMetricsOf } from '../check-metrics.js';
import { fetchWeights, type WeightFlags, weightOptions } from '../checkpoint/weights.js';
import { metricOf } from '../dataset-metric.js';
import { chooseGpu, type MmdetFlags, notesOn } from '../mmdet-flags.js';
import { stoppable } from '../process/signals.js';
import { exitCodes } from '../process/stop-signal.js';
import { outliveReaders } from '../process/streams.js';
import { terminalProgress } from '../progress-bar.js';
import { type LogLevel, runLogger, runTimestamp } from '../run-logger.js';
import { say } from '../terminal.js';
import { registerHooks } from './hooks.js';
import { fetchInitialWeights, initialiseModel } from './initial-weights.js';
import { type DataConfig, evaluationData, trainingData } from './loaders.js';
import { refuseWhatIsMissing, runnerOf, unmetWishes } from './published-keys.js';
import { requireBoxes, reviewData } from './review-data.js';

export interface TrainFlags extends WeightFlags, MmdetFlags {
  readonly config: string;
  readonly 'work-dir'?: string;
  readonly 'resume-from'?: string;
  readonly 'auto-resume'?: boolean;
  readonly 'no-validate'?: boolean;
  readonly seed?: number;
  readonly 'cfg-options'?: readonly string[] | Overrides;
  readonly 'auto-scale-lr'?: boolean;
}

type Config = Record<string, unknown>;

/** @returns the exit code. */
export async function trainCommand(flags: TrainFlags): Promise<number> {
  const { result: isDone, stoppedBy } = await stoppable(
    (signal) => train(flags, signal),
    (signal) =>
      say(`\n${signal}: stopping after this iteration; a checkpoint is saved. Once more to stop at once.\n`),
  );
  return isDone ? 0 : exitCodes[stoppedBy ?? 'SIGINT'];
}

/** @returns whether the run ended, and was not stopped. */
export async function train(flags: TrainFlags, signal?: AbortSignal): Promise<boolean> {
  const loaded = await loadConfig(flags.config, { overrides: flags['cfg-options'] ?? [] });
  const { file, config } = loaded;
  const warnings = configWarnings(loaded);
  const name = basename(file, extname(file));
  const workDir = resolve(
    flags['work-dir'] ?? (config.work_dir as string | undefined) ?? join('work_dirs', name),
  );
  const builder = builtinBuilder();
  const runnerConfig = runnerOf(config);
  if (runnerConfig !== undefined) config.runner = runnerConfig;
  await checkRunConfig(loaded, builder, ['model', 'data', 'optimizer', 'runner']);
  refuseWhatIsMissing(config);
  scaleRate(config, flags);
  const timestamp = runTimestamp(new Date());
  await makeWorkDir(workDir);
  const logger = runLogger(
    (config.log_level as LogLevel | undefined) ?? 'INFO',
    join(workDir, `${timestamp}.log`),
  );
  outliveReaders((reason) => logger.warn(reason));
  for (const warning of [...warnings, ...unmetWishes(config), ...notesOn(flags)]) logger.warn(warning);
  const progress = await terminalProgress();
  chooseGpu(flags);
  builder.progress = progress;
  await ensureEngine({ progress, logger });

  const seed = flags.seed ?? (config.seed as number | undefined) ?? 0;
  const text = formatJson({ ...config, seed, work_dir: workDir });
  await writeFile(join(workDir, `${name}.json`), `${text}\n`);
  logger.info(`Config: ${file}, resolved in ${join(workDir, `${name}.json`)}; seed ${seed}`);

  const weights = weightOptions(flags, { logger, progress });
  const autoResumes = flags['auto-resume'] ?? config.auto_resume === true;
  const resumeFrom = autoResumes
    ? await latestCheckpoint(workDir)
    : (flags['resume-from'] ?? (config.resume_from as string | null));
  if (autoResumes && !resumeFrom) {
    logger.info(`--auto-resume: there is no checkpoint in ${workDir} yet; the run begins at its start.`);
  }
  const resumed = resumeFrom ? await fetchWeights(resumeFrom, weights) : undefined;
  const initial =
    resumed === undefined
      ? await fetchInitialWeights(config.model, config.load_from as string | null, weights)
      : undefined;

  const { type, ...limits } = config.runner as { type: string; max_epochs?: number; max_iters?: number };
  const byIteration = type === 'IterBasedRunner';
  const data = config.data as unknown as DataConfig;
  const training = trainingData(data, builder, seed, byIteration);
  await reviewData(training.dataset, 'data.train', { logger, progress });
  requireBoxes(training.dataset, 'data.train');
  const model = builder.build('detector', config.model, 'model');
  model.random = Random.derive(seed, SAMPLING);
  if (initial !== undefined) initialiseModel(model, initial, Random.derive(seed, INITIALISATION), weights);
  const optimizerConfig = config.optimizer as ComponentConfig & { paramwise_cfg?: ParamwiseConfig };
  const factory = builder.build('optimizer', optimizerConfig, 'optimizer');
  const optimizer = factory.create(paramGroups(model, factory, optimizerConfig.paramwise_cfg));
  const meta = { exp_name: basename(file), seed, config: text, CLASSES: [...training.dataset.classes] };
  const runner = new Runner({ model, optimizer, logger, workDir, timestamp, meta, signal });
  registerHooks(runner, config, builder);
  const evaluation = await registerEvaluation(runner, config, flags, builder, progress);

  if (resumed !== undefined) resumeRun(runner, resumed);

  let hasEnded = false;
  try {
    hasEnded = byIteration
      ? await runByIter(runner, training.loader, limits.max_iters as number)
      : await runByEpoch(runner, training.loader, limits.max_epochs as number);
    if (!hasEnded) await saveInterrupted(runner);
    return hasEnded;
  } finally {
    if (!hasEnded) await runner.call('afterStop');
    await training.loader.close();
    await evaluation?.close();
    optimizer.dispose();
    model.dispose();
  }
}

async function makeWorkDir(workDir: string): Promise<void> {
  try {
    await mkdir(workDir, { recursive: true });
  } catch (cause) {
    throw writeError(`work_dir ${workDir}`, cause);
  }
}

/** Keys of the random generators of a run. */
const INITIALISATION = 1;
const SAMPLING = 2;

function scaleRate(config: Config, flags: TrainFlags): void {
  const scaling = config.auto_scale_lr as { enable?: boolean; base_batch_size?: number } | undefined;
  if (flags['auto-scale-lr'] === true && scaling?.base_batch_size === undefined) {
    throw new UsageError('--auto-scale-lr needs auto_scale_lr.base_batch_size in the config.');
  }
  if (scaling?.base_batch_size === undefined || !(scaling.enable || flags['auto-scale-lr'])) return;
  const optimizer = config.optimizer as { lr: number };
  const { samples_per_gpu: samples = 2 } = config.data as { samples_per_gpu?: number };
  optimizer.lr = scaledRate(optimizer.lr, scaling.base_batch_size, samples, 1);
}

async function registerEvaluation(
  runner: Runner,
  config: Config,
  flags: TrainFlags,
  builder: Builder,
  progress: Awaited<ReturnType<typeof terminalProgress>>,
) {
  const data = config.data as unknown as DataConfig;
  if (flags['no-validate'] || config.evaluation === null || data.val === undefined) return undefined;
  const evaluation = (config.evaluation ?? {}) as Config;
  const interval = (evaluation.interval as number | undefined) ?? 1;
  const { max_epochs: epochs, max_iters: iters } = config.runner as {
    max_epochs?: number;
    max_iters?: number;
  };
  if (interval > (epochs ?? iters ?? 0)) return undefined; // as pre-training configs say "never"
  const { dataset, loader } = evaluationData(data, 'val', builder);
  await reviewData(dataset, 'data.val', { logger: runner.logger, progress });
  const metric = metricOf(dataset);
  metric.check(metricOptions(evaluation), 'evaluation'); // now, and not after the first epoch
  checkMetricsOf(config.model, metricOptions(evaluation), 'evaluation.metric');
  const evaluate: EvalHookOptions['evaluate'] = (results, options) =>
    metric.evaluate(results, options, runner.logger);
  runner.register(new EvalHook({ source: loader.images(), evaluate, progress, evaluation }), 'LOW');
  return loader;
}

async function saveInterrupted(runner: Runner): Promise<void> {
  const file = join(runner.workDir, `iter_${runner.iter}.pth`);
  await saveRun(runner, file, { includesOptimizer: true, moment: 'between-iters' });
  await linkLatest(file);
  runner.logger.info(`Stopped. Go on with --auto-resume, or --resume-from ${file}`);
}
