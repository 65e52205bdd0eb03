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
    .option('workers', {
      type: 'number',
      describe: 'Worker threads; 0: run in the main thread (default: one per core)',
    })
    .option('max-per-image', { type: 'number', describe: 'Max proposals per image, best first (100)' })
    .option('max-side', {
      type: 'number',
      describe: 'Long edge that images are resized to for the search, in pixels; 0: not resized (320)',
    })
    .option('max-ratio', { type: 'number', describe: 'Max aspect ratio (3)' })
    .option('min-size', { type: 'number', describe: 'Min sqrt(box area / image area) (0)' })
    .option('max-size', { type: 'number', describe: 'Max sqrt(box area / image area) (0.8)' })
    .option('min-side', {
      type: 'number',
      describe: 'Min width and height, in image pixels (32)',
    })
    .option('nms', { type: 'number', describe: 'IoU threshold of NMS (0.5)' })
    .option('seed', { type: 'number', describe: 'Random seed, which breaks ties between boxes (0)' })
    .option('on-bad-image', {
      choices: ['skip', 'error'] as const,
      describe: 'What to do with unreadable images: leave them out, or stop with an error (skip)',
    })
    .option('clusters', {
      type: 'number',
      describe:
        'Also write <out>_cluster-id-as-class.json with this many clusters as classes, as DETR needs (256)',
    })
    .option('backbone', {
      type: 'string',
      describe:
        'Backbone weights for the clustering: a path, a URL, torchvision://resnet50 (those of --config)',
    })
    .option('config', {
      type: 'string',
      describe: 'Config of the backbone for the clustering (configs/selfsup/detr.ts: ResNet-50)',
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
  if (await isOfOthers(flags.out))
    logger.info(
      `${flags.out}: exists and was not written by this command; its proposals are clustered unchanged.`,
    );
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

/** @throws {UsageError} for an invalid number of clusters, and for flags that need --clusters. */
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

/** Whether the file exists and was not written by this command, such as the proposals that AlignDet publishes. */
async function isOfOthers(path: string): Promise<boolean> {
  const { fileInfo } = await import('../datasets/index.js');
  const info = await fileInfo(path);
  return existsSync(path) && !(typeof info === 'object' && info !== null && 'options' in info);
}

/** Maximum number of skipped images in the log. */
const SHOWN = 10;

/** Logs the number of proposals and the skipped images. */
export function tellProposals(out: string, summary: ProposalSummary, logger: Logger): void {
  const { boxes, images, emptyImages, skipped } = summary;
  const perImage = (boxes / images).toFixed(1);
  const there = summary.reused ? 'exists already, with ' : '';
  logger.info(`${out}: ${there}${boxes} proposals for ${images} images, ${perImage} per image.`);
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
