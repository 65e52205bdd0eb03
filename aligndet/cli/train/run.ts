/** @module A training run, from a checked config to its last checkpoint. */
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { formatJson, type LoadedConfig, runLengthNotes } from '../../config/index.js';
import { type Builder, type ComponentConfig, Random } from '../../core/index.js';
import { ensureEngine } from '../../engine/index.js';
import { type ParamwiseConfig, paramGroups } from '../../optim/index.js';
import { linkLatest, Runner, resumeRun, runByEpoch, runByIter, saveRun } from '../../runner/index.js';
import { fetchWeights, weightOptions } from '../checkpoint/weights.js';
import { chooseGpu, notesOn } from '../mmdet-flags.js';
import { terminalProgress } from '../progress-bar.js';
import type { RunLogger } from '../run-logger.js';
import { logEnding } from './ending.js';
import { registerEvaluation } from './evaluation.js';
import { datasetInfo, environmentInfo, hostInfo, modelInfo } from './facts.js';
import type { TrainFlags } from './flags.js';
import { registerHooks } from './hooks.js';
import { fetchInitialWeights, initialiseModel } from './initial-weights.js';
import { batchSizeOf, type DataConfig, trainingData } from './loaders.js';
import { unmetWishes } from './published-keys.js';
import { checkpointToResume, isFinished, noteOtherBatches, type RunLength } from './resumed.js';
import { requireBoxes, reviewData } from './review-data.js';

/** Keys of the random generators of a run. */
const INITIALISATION = 1;
const SAMPLING = 2;

const RULE = '-'.repeat(60);

export interface Run {
  readonly loaded: LoadedConfig;
  /** What there is to say of the config. */
  readonly warnings: readonly string[];
  /** Of the config, without its ending. */
  readonly name: string;
  readonly workDir: string;
  readonly timestamp: string;
  readonly builder: Builder;
  readonly logger: RunLogger;
}

/** The run itself, in a folder that is its own, with a checked config. */
export async function runTraining(
  { loaded, warnings, name, workDir, timestamp, builder, logger }: Run,
  flags: TrainFlags,
  signal?: AbortSignal,
): Promise<boolean> {
  const { file, config } = loaded;
  for (const warning of [...warnings, ...unmetWishes(config), ...notesOn(flags)]) logger.warn(warning);
  const progress = await terminalProgress();
  chooseGpu(flags);
  builder.progress = progress;
  await ensureEngine({ progress, logger });
  signal?.throwIfAborted();
  const environment = environmentInfo();
  logger.info(`Environment info:\n${RULE}\n${environment}\n${RULE}`);

  const seed = flags.seed ?? (config.seed as number | undefined) ?? 0;
  const text = formatJson({ ...config, seed, work_dir: workDir });
  await writeFile(join(workDir, `${name}.json`), `${text}\n`);
  logger.info(`Config: ${file}, resolved in ${join(workDir, `${name}.json`)}; seed ${seed}`);

  const weights = weightOptions(flags, { logger, progress });
  const resumeFrom = await checkpointToResume(flags, config, workDir, logger);
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
  const runner = new Runner({ model, optimizer, logger, workDir, timestamp, meta, signal });
  registerHooks(runner, config, builder);
  const evaluation = flags['no-validate']
    ? undefined
    : await registerEvaluation(runner, config, builder, progress);

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
      if (hasEnded) return true;
      noteOtherBatches(runner, before, length);
    }
    logger.info(`Start running, host: ${hostInfo()}, work_dir: ${workDir}`);
    logger.info(lengthInfo(length));
    hasEnded = byIteration
      ? await runByIter(runner, training.loader, length.limit)
      : await runByEpoch(runner, training.loader, length.limit);
    if (!hasEnded) await saveInterrupted(runner);
    await logEnding(runner, startedMs, hasEnded);
    return hasEnded;
  } finally {
    if (!hasEnded) await runner.call('afterStop');
    await training.loader.close();
    await evaluation?.close();
    optimizer.dispose();
    model.dispose();
  }
}

function lengthInfo({ limit, byIteration, batchSize, itersPerEpoch }: RunLength): string {
  const length = byIteration
    ? `${limit} iterations, ${itersPerEpoch} an epoch`
    : `${limit} epochs of ${itersPerEpoch} iterations, ${limit * itersPerEpoch} in all`;
  return `Training: ${length}, in batches of ${batchSize} image${batchSize === 1 ? '' : 's'}`;
}

async function saveInterrupted(runner: Runner): Promise<void> {
  const file = join(runner.workDir, `iter_${runner.iter}.pth`);
  await saveRun(runner, file, { includesOptimizer: true, moment: 'between-iters' });
  await linkLatest(file);
  runner.logger.info(`Stopped. Go on with --auto-resume, or --resume-from ${file}`);
}
