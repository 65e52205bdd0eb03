/** @module `aligndet pretrain FOLDER`: pre-training on the user's images, without annotations. */
import { existsSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { type ConfigValue, type Overrides, parseOverrides } from '../../config/index.js';
import {
  type Logger,
  makeOutputFolder,
  type Progress,
  publishedConfigs,
  UsageError,
} from '../../core/index.js';
import { imagesOfFolder, noImages, proposalOptionsSchema } from '../../datasets/index.js';
import { endOf, stoppable } from '../process/signals.js';
import { exitCodes } from '../process/stop-signal.js';
import { print, say } from '../terminal.js';
import type { WeightFlags } from '../weight-flags.js';
import { nextStep } from './next-step.js';
import { pretrainFolder } from './pretrain-folder.js';

export interface PretrainFlags extends WeightFlags {
  readonly folder: string;
  readonly config?: string;
  readonly 'work-dir'?: string;
  readonly seed?: number;
  readonly workers?: number;
  readonly 'min-side'?: number;
  readonly 'on-bad-image'?: 'skip' | 'error';
  readonly 'cfg-options'?: readonly string[];
}

interface Tools {
  readonly progress: Progress;
  readonly logger: Logger;
}

/** The slim detector of the quickstart, which trains on a CPU from random weights. */
const SLIM = join(publishedConfigs, 'quickstart/pretrain.ts');

/** Selective-search options for the slim detector, whose images are small. */
const SLIM_PROPOSALS = { minEdgePx: 12, maxPerImage: 30, maxEdgePx: 240 };

/** Min number of samples that the slim detector sees, over all epochs. */
const SLIM_IMAGES = 480;

/** @returns the exit code. */
export async function pretrainCommand(flags: PretrainFlags, tools: Tools): Promise<number> {
  const { config = SLIM } = flags;
  if (!existsSync(config)) throw new UsageError(`--config: no such file: ${resolve(config)}.`);
  const name = basename(config, extname(config));
  const workDir = flags['work-dir'] ?? join('work_dirs', `own_${name}`);
  const { result, stoppedBy } = await stoppable(
    (signal) => pretrainOwnImages({ ...flags, config, workDir }, tools, signal).catch(endOf(signal)),
    (signal) => say(`\n${signal}: stopping; run the same command to resume. Press again to stop at once.\n`),
  );
  return result ?? exitCodes[stoppedBy ?? 'SIGINT'];
}

/** @returns the exit code, `undefined` when it was stopped. */
export async function pretrainOwnImages(
  flags: PretrainFlags & { readonly config: string; readonly workDir: string },
  { progress, logger }: Tools,
  signal: AbortSignal,
): Promise<number | undefined> {
  const folder = resolve(flags.folder);
  const files = await imagesOfFolder(folder);
  const numImages = files.images.length;
  if (numImages === 0) throw noImages(folder, files);
  const workDir = resolve(flags.workDir);
  makeOutputFolder(workDir, '--work-dir');
  const isSlim = dirname(resolve(flags.config)) === dirname(SLIM);
  logger.info(`${numImages} images below ${folder}; output folder: ${workDir}.`);
  if (isSlim) {
    logger.info(
      'The default detector is slim and starts from random weights, so that it trains on a CPU. ' +
        'For a published one use --config configs/selfsup/mask_rcnn.ts (needs a GPU and the weights of torchvision).',
    );
  }
  const defaults = resolve(flags.config) === SLIM ? slimDefaults(numImages) : [];
  const overrides: Overrides = new Map([...defaults, ...parseOverrides(flags['cfg-options'] ?? [])]);
  const minEdgePx = flags['min-side'];
  const pretrained = await pretrainFolder({
    ...flags,
    folder,
    overrides,
    workDir,
    seed: flags.seed ?? 0,
    proposals: proposalOptionsSchema.parse({
      ...(isSlim && SLIM_PROPOSALS),
      ...(minEdgePx !== undefined && { minEdgePx }),
    }),
    onBadImage: flags['on-bad-image'] ?? 'skip',
    signal,
    progress,
    logger,
  });
  if (pretrained === undefined) return undefined;
  logger.info(`Weights for fine-tuning: ${pretrained.weights}`);
  print(`\n${await nextStep(flags.config, folder, pretrained.weights)}`);
  return 0;
}

/** More epochs for few images; checkpoints are saved at least every tenth of the run. */
function slimDefaults(numImages: number): readonly (readonly [key: string, value: ConfigValue])[] {
  const epochs = Math.max(2, Math.ceil(SLIM_IMAGES / numImages));
  return [
    ['runner.max_epochs', epochs],
    ['checkpoint_config.interval', Math.ceil(epochs / 10)],
    ['checkpoint_config.max_keep_ckpts', 2],
  ];
}
