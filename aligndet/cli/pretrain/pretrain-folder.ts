/**
 * @module Pre-training on a folder of images without annotations: proposals, training, the weights for fine-tuning.
 */
import { join } from 'node:path';
import { type ConfigValue, loadConfig, type Overrides } from '../../config/index.js';
import { DataError, type Logger, type Progress, UsageError } from '../../core/index.js';
import {
  clusteredPath,
  findProposals,
  generateProposals,
  type ProposalOptions,
} from '../../datasets/index.js';
import { weightOptions } from '../../run/index.js';
import { latestCheckpoint } from '../../runner/index.js';
import { extractCommand } from '../checkpoint/convert.js';
import { clusterProposals } from '../clusters/cluster-proposals.js';
import { tellProposals } from '../generate-proposals.js';
import { trainOnTerminal } from '../train/command.js';
import { type WeightFlags, weightSources } from '../weight-flags.js';

export interface PretrainRun extends WeightFlags {
  readonly folder: string;
  /** Config file whose detector is a `SelfSupDetector`. */
  readonly config: string;
  /** Overrides in addition to those for the folder. */
  readonly overrides: Overrides;
  /** Output folder; a run resumes from the files in it. */
  readonly workDir: string;
  readonly seed: number;
  readonly proposals: ProposalOptions;
  readonly workers?: number;
  readonly onBadImage: 'error' | 'skip';
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly logger: Logger;
}

export interface Pretrained {
  /** Weights that fine-tuning loads. */
  readonly weights: string;
}

/**
 * Runs three steps; a step whose result exists is skipped.
 *
 * @returns `undefined` when it was stopped.
 * @throws {DataError} when no proposal is found, or the work dir belongs to other images.
 */
export async function pretrainFolder(run: PretrainRun): Promise<Pretrained | undefined> {
  const { folder, config, workDir, seed, signal, progress, logger } = run;
  const { config: resolved } = await loadConfig(config, { overrides: run.overrides });
  requireViews(config, resolved);

  logger.info('=== 1 of 3: proposals ===');
  const out = join(workDir, 'proposals.json');
  const search = {
    folder,
    out,
    options: run.proposals,
    workers: run.workers,
    onBadImage: run.onBadImage,
    signal,
    progress,
    logger,
  };
  let found = await findProposals(search);
  if (found === undefined) {
    await requireNoCheckpoint(workDir);
    found = await generateProposals(search);
  }
  tellProposals(out, found, logger);
  if (found.boxes === 0) {
    throw new DataError(
      `No proposals found in the ${found.images} images of ${folder}. Try a smaller minimum, such as --min-side 8.`,
    );
  }

  const numClusters = classesOf(resolved);
  const annotations = numClusters === 1 ? out : clusteredPath(out);
  if (numClusters > 1) {
    const weights = weightOptions(weightSources(run), { logger, progress });
    const clustering = { folder, proposals: out, out: annotations, numClusters, config, seed, weights };
    await clusterProposals({ ...clustering, signal, progress, logger });
  }

  logger.info('=== 2 of 3: pre-training ===');
  const overrides = new Map<string, ConfigValue>([
    ['data.train.dataset.ann_file', annotations],
    ['data.train.dataset.img_prefix', folder],
    ...run.overrides,
  ]);
  const { offline, 'allow-partial': allowPartial } = run;
  const flags = { config, 'work-dir': workDir, seed, 'cfg-options': overrides, 'auto-resume': true };
  const trained = await trainOnTerminal({ ...flags, offline, 'allow-partial': allowPartial }, signal);
  if (trained.isStopped) return undefined;

  logger.info('=== 3 of 3: weights for fine-tuning ===');
  const weights = join(workDir, 'final_model.pth');
  const checkpoint = (await latestCheckpoint(workDir)) as string;
  extractCommand({ checkpoint, output: weights }, (line) => logger.debug(line));
  return { weights };
}

/** A pre-training compares views of an image: `data.train` makes them, a `SelfSupDetector` compares them. */
function requireViews(file: string, config: Record<string, unknown>): void {
  const model = config.model as { type?: unknown } | undefined;
  const data = config.data as { train?: { dataset?: unknown } } | undefined;
  if (model?.type === 'SelfSupDetector' && typeof data?.train?.dataset === 'object') return;
  throw new UsageError(
    `--config: ${file} is not a pre-training config: expected the model SelfSupDetector, but got ${String(model?.type)}. ` +
      'See configs/selfsup and configs/quickstart/pretrain.ts.',
  );
}

/** One, unless the detector classifies clusters of proposals. */
function classesOf(config: Record<string, unknown>): number {
  const { classes } = (config.data as { train: { dataset: { classes?: unknown } } }).train.dataset;
  return Array.isArray(classes) ? Math.max(1, classes.length) : 1;
}

async function requireNoCheckpoint(workDir: string): Promise<void> {
  const checkpoint = await latestCheckpoint(workDir);
  if (checkpoint === undefined) return;
  throw new DataError(
    `${checkpoint} is from a pre-training on other images or proposals. ` +
      'Give another --work-dir, or remove the old files.',
  );
}
