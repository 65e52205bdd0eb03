/** @module `aligndet generate-proposals`: selective search over a folder of images. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import {
  inOurWords,
  type Logger,
  makeFolderOf,
  type Progress,
  publishedConfigs,
  UsageError,
} from '../core/index.js';
import type { ProposalSummary } from '../datasets/index.js';
import { type WeightFlags, weightSources } from './weight-flags.js';

export interface ProposalFlags extends WeightFlags {
  readonly images?: string;
  readonly ann?: string;
  readonly 'img-prefix'?: string;
  readonly out: string;
  readonly workers?: number;
  readonly 'max-per-image'?: number;
  readonly 'max-side'?: number;
  readonly 'max-ratio'?: number;
  readonly 'min-size'?: number;
  readonly 'max-size'?: number;
  readonly 'min-side'?: number;
  readonly nms?: number;
  readonly seed?: number;
  readonly 'on-bad-image'?: 'skip' | 'error';
  readonly clusters?: number;
  readonly config?: string;
  readonly backbone?: string;
}

/** Its backbone is ResNet-50 with the weights of torchvision. */
const CLUSTER_CONFIG = join(publishedConfigs, 'selfsup/detr.ts');

export function proposalOptions(builder: Argv): Argv {
  return builder
    .option('images', { type: 'string', describe: 'Folder of images, searched with its subfolders' })
    .option('ann', { type: 'string', describe: 'COCO file that lists the images, instead of --images' })
    .option('img-prefix', { type: 'string', describe: 'Folder of the images that --ann lists' })
    .option('out', { type: 'string', demandOption: true, describe: 'COCO file to write' })
    .option('workers', { type: 'number', describe: 'Threads; 0 for none (default: one per core)' })
    .option('max-per-image', { type: 'number', describe: 'Best proposals kept of an image (100)' })
    .option('max-side', {
      type: 'number',
      describe: 'Long side at which an image is searched, in pixels; 0: its own (320)',
    })
    .option('max-ratio', { type: 'number', describe: 'Largest ratio of the sides (3)' })
    .option('min-size', { type: 'number', describe: 'Smallest sqrt(box area / image area) (0)' })
    .option('max-size', { type: 'number', describe: 'Largest sqrt(box area / image area) (0.8)' })
    .option('min-side', {
      type: 'number',
      describe: 'Smallest width and height, in pixels of the image (32)',
    })
    .option('nms', { type: 'number', describe: 'IoU above which the worse of two boxes is dropped (0.5)' })
    .option('seed', { type: 'number', describe: 'Decides among equally good boxes (0)' })
    .option('on-bad-image', {
      choices: ['skip', 'error'] as const,
      describe:
        'What becomes of an image that cannot be read: left out of the file, or the end of the run (skip)',
    })
    .option('clusters', {
      type: 'number',
      describe:
        'Write <out>_cluster-id-as-class.json too, with so many clusters as classes: what DETR needs (256)',
    })
    .option('backbone', {
      type: 'string',
      describe:
        'Weights whose features are clustered: a path, a URL, torchvision://resnet50 (those of --config)',
    })
    .option('config', {
      type: 'string',
      describe: 'Config whose backbone makes the features (configs/selfsup/detr.ts: ResNet-50)',
    });
}

/** @returns the exit code. */
export async function generateProposalsCommand(
  flags: ProposalFlags,
  progress: Progress,
  logger: Logger,
): Promise<number> {
  const { clusteredPath, findProposals, generateProposals, proposalOptionsSchema } = await import(
    '../datasets/index.js'
  );
  const parsed = proposalOptionsSchema.safeParse(
    {
      maxEdgePx: flags['max-side'],
      maxRatio: flags['max-ratio'],
      minSize: flags['min-size'],
      maxSize: flags['max-size'],
      minEdgePx: flags['min-side'],
      nmsIou: flags.nms,
      maxPerImage: flags['max-per-image'],
      seed: flags.seed,
    },
    { error: inOurWords },
  );
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    throw new UsageError(`--${flagOf(String(path[0]))}: ${message}`);
  }
  requireClusters(flags);
  makeFolderOf(flags.out, '--out');
  const run = {
    ...source(flags),
    out: flags.out,
    workers: threads(flags.workers),
    options: parsed.data,
    onBadImage: flags['on-bad-image'] ?? 'skip',
    progress,
    logger,
  } as const;
  if (flags.clusters === undefined) {
    tellProposals(flags.out, await generateProposals(run), logger);
    return 0;
  }
  if (await isOfOthers(flags.out)) logger.info(`${flags.out}: these proposals are clustered as they are.`);
  else tellProposals(flags.out, (await findProposals(run)) ?? (await generateProposals(run)), logger);
  const { clusterProposals } = await import('./clusters/cluster-proposals.js');
  const { weightOptions } = await import('../run/index.js');
  await clusterProposals({
    folder: run.folder,
    proposals: flags.out,
    out: clusteredPath(flags.out),
    numClusters: flags.clusters,
    config: flags.config ?? CLUSTER_CONFIG,
    backbone: flags.backbone,
    seed: parsed.data.seed,
    weights: weightOptions(weightSources(flags), { logger, progress }),
    progress,
    logger,
  });
  return 0;
}

/** @throws {UsageError} for a number that is none of clusters, and flags that only clusters use. */
function requireClusters({ clusters, config, backbone }: ProposalFlags): void {
  if (clusters === undefined) {
    if (config === undefined && backbone === undefined) return;
    throw new UsageError(
      `--${config === undefined ? 'backbone' : 'config'} is used with --clusters NUMBER only.`,
    );
  }
  if (!Number.isInteger(clusters) || clusters < 2) {
    throw new UsageError(
      `--clusters: expected a whole number, 2 or more, but got ${clusters}. AlignDet takes 256.`,
    );
  }
}

/** Whether a file is there that says nothing of a run of ours, such as the proposals that AlignDet publishes. */
async function isOfOthers(path: string): Promise<boolean> {
  const { fileInfo } = await import('../datasets/index.js');
  const info = await fileInfo(path);
  return existsSync(path) && !(typeof info === 'object' && info !== null && 'options' in info);
}

/** Names of skipped images that are logged. */
const SHOWN = 10;

/** Logs what a run found, and what it left out. */
export function tellProposals(out: string, summary: ProposalSummary, logger: Logger): void {
  const { boxes, images, emptyImages, skipped } = summary;
  const perImage = (boxes / images).toFixed(1);
  const there = summary.reused ? 'is there already, with ' : '';
  logger.info(`${out}: ${there}${boxes} proposals for ${images} images, ${perImage} an image.`);
  if (emptyImages > 0) {
    logger.warn(
      `${emptyImages} images have no proposal; training leaves them out. A smaller --min-side may help.`,
    );
  }
  if (skipped.length === 0) return;
  const reasons = skipped.slice(0, SHOWN).map(({ reason }) => `\n  ${reason}`);
  const more =
    skipped.length > SHOWN ? `\n  and ${skipped.length - SHOWN} more, see info.skipped in ${out}` : '';
  logger.warn(`${skipped.length} images cannot be read and are left out:${reasons.join('')}${more}`);
}

function source({ images, ann, 'img-prefix': prefix }: ProposalFlags): {
  folder: string;
  annotationFile?: string;
} {
  if (images !== undefined && ann === undefined && prefix === undefined) return { folder: images };
  if (images === undefined && ann !== undefined && prefix !== undefined)
    return { folder: prefix, annotationFile: ann };
  throw new UsageError('Give either --images FOLDER, or --ann FILE.json together with --img-prefix FOLDER.');
}

function threads(workers: number | undefined): number | undefined {
  if (workers === undefined || (Number.isInteger(workers) && workers >= 0)) return workers;
  throw new UsageError(`--workers: expected a whole number of threads, 0 or more, but got ${workers}.`);
}

const FLAGS: Record<string, string> = {
  maxEdgePx: 'max-side',
  minEdgePx: 'min-side',
  nmsIou: 'nms',
};

function flagOf(option: string): string {
  return FLAGS[option] ?? option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
