/**
 * @module `aligndet generate-semi-coco`: labelled and unlabelled subsets of a COCO training set, with AlignDet's
 * flags.
 */
import type { Argv } from 'yargs';
import { type Logger, type Progress, UsageError } from '../core/index.js';

export interface SemiCocoFlags {
  readonly 'data-dir': string;
  readonly percent: number;
  readonly version: string;
  readonly seed: number;
  readonly 'seed-offset': number;
}

export function semiCocoOptions(builder: Argv): Argv {
  return builder
    .option('data-dir', {
      type: 'string',
      default: 'data/coco',
      describe: 'Folder that contains annotations/instances_train2017.json',
    })
    .option('percent', {
      type: 'number',
      default: 10,
      describe: 'Percentage of images that keep their labels',
    })
    .option('version', {
      type: 'string',
      default: '2017',
      describe: 'Year in the names of the annotation files',
    })
    .option('seed', {
      type: 'number',
      default: 1,
      describe: 'Fold: part of the random seed and of the file names',
    })
    .option('seed-offset', {
      type: 'number',
      default: 0,
      describe: 'Offset of the random seed; not part of the file names',
    });
}

/** @returns the exit code. */
export async function generateSemiCocoCommand(
  flags: SemiCocoFlags,
  progress: Progress,
  logger: Logger,
): Promise<number> {
  const { percent } = flags;
  if (!(percent >= 0 && percent <= 100)) {
    throw new UsageError(`--percent: expected a number from 0 to 100, but got ${percent}.`);
  }
  const { generateSemiCoco } = await import('../datasets/index.js');
  const written = generateSemiCoco({
    dataDir: flags['data-dir'],
    percent,
    version: flags.version,
    seed: flags.seed,
    seedOffset: flags['seed-offset'],
    progress,
  });
  for (const { path, numImages, numAnnotations } of written) {
    logger.info(`${path}: ${numImages} images, ${numAnnotations} annotations`);
  }
  return 0;
}
