/**
 * @module Classes for proposals, as AlignDet's pre-training of DETR needs them: features of each box, reduced to
 * their
 * principal axes, in clusters of k-means. The steps and the 256 dimensions are the authors'
 * (https://github.com/liming-ai/AlignDet/issues/13). The feature map, feature normalization and the sample are
 * choices of this project.
 */
import { isDeepStrictEqual } from 'node:util';
import { DataError, type Logger, type Progress, Random, writeAtomically } from '../../core/index.js';
import {
  type ClusterInfo,
  type Clustering,
  type CocoIndex,
  clusteredFile,
  fileInfo,
  imagePath,
  kMeans,
  nearestCenter,
  readCoco,
} from '../../datasets/index.js';
import { ensureEngine } from '../../engine/index.js';
import type { WeightOptions } from '../../run/index.js';
import { type FeatureBackbone, featureBackbone } from './backbone.js';
import { boxFeatures } from './features.js';
import { alongAxes, principalAxes } from './principal-axes.js';

/** Dimensions of a reduced feature. */
const MAX_AXES = 256;

/** Boxes sampled per cluster for k-means; all boxes where there are fewer. */
const SAMPLE_PER_CLUSTER = 128;

/** Maximum boxes of one image in a sample. */
const SAMPLE_PER_IMAGE = 16;

const MAX_ITERATIONS = 50;

export interface ClusterRun {
  /** Folder of the images. */
  readonly folder: string;
  /** COCO file of the proposals. */
  readonly proposals: string;
  /** File to write. */
  readonly out: string;
  readonly numClusters: number;
  /** Config whose backbone makes the features. */
  readonly config: string;
  /** Weights of the backbone; default: those that the config names. */
  readonly backbone?: string;
  readonly seed: number;
  readonly weights: WeightOptions;
  readonly signal?: AbortSignal;
  readonly progress: Progress;
  readonly logger: Logger;
}

/**
 * Writes the proposals with clusters as categories. Deterministic; an existing file of the same run is kept.
 *
 * @throws {DataError} when there are fewer proposals than clusters.
 */
export async function clusterProposals(run: ClusterRun): Promise<void> {
  const { folder, proposals, out, numClusters, seed, progress, logger } = run;
  const index = readCoco(proposals, progress);
  const count = index.starts[index.imageIds.length];
  if (count < numClusters) {
    throw new DataError(
      `${proposals}: ${numClusters} clusters need at least as many proposals, but there are ${count}. ` +
        'Give more images, or fewer clusters.',
    );
  }
  await ensureEngine({ progress, logger });
  const backbone = await featureBackbone(run.config, run.backbone, run.weights);
  try {
    const clusters: ClusterInfo = {
      count: numClusters,
      config: run.config,
      backbone: backbone.weights,
      seed,
    };
    const info = { ...((await fileInfo(proposals)) as object | undefined), clusters };
    if (isDeepStrictEqual(await fileInfo(out), info) && isOf(readCoco(out), index)) {
      logger.info(`${out}: exists already, with ${numClusters} clusters.`);
      return;
    }
    const read = new BoxReader(index, folder, backbone, run);
    const result = await clustersOf(index, read, run);
    writeAtomically(out, clusteredFile(index, result, numClusters, info));
    logger.info(`${out}: ${count} proposals in ${numClusters} clusters.`);
  } finally {
    backbone.module.dispose();
  }
}

/** Whether two files hold the same boxes of the same images. */
function isOf(a: CocoIndex, b: CocoIndex): boolean {
  return (
    isDeepStrictEqual(a.fileNames, b.fileNames) &&
    isDeepStrictEqual(a.starts, b.starts) &&
    isDeepStrictEqual(a.boxes, b.boxes)
  );
}

/** `[N]`, the cluster of each box. */
async function clustersOf(index: CocoIndex, reader: BoxReader, run: ClusterRun): Promise<Int32Array> {
  const { numClusters, seed, progress, signal } = run;
  const random = Random.derive(seed, 11);
  const chosen = sampleOf(index, numClusters * SAMPLE_PER_CLUSTER, random);
  const features = await reader.read('Features', chosen);
  const size = features.length / chosen.length;
  const axes = size > MAX_AXES ? principalAxes(features, size, MAX_AXES, random) : undefined;
  const numAxes = Math.min(size, MAX_AXES);
  const reduced = (points: Float32Array) => (axes === undefined ? points : alongAxes(points, size, axes));
  const task = progress.start('k-means', MAX_ITERATIONS, 'iterations');
  let found: Clustering;
  try {
    found = kMeans(reduced(features), numAxes, {
      numClusters,
      random,
      maxIterations: MAX_ITERATIONS,
      onIteration: (iteration, numChanged) => {
        task.update(iteration, `${numChanged} boxes moved`);
        signal?.throwIfAborted();
      },
    });
  } finally {
    task.finish();
  }
  const count = index.starts[index.imageIds.length];
  if (chosen.length === count) return found.clusters;
  const clusters = new Int32Array(count);
  await reader.each(
    'Clusters',
    Int32Array.from({ length: count }, (_, n) => n),
    (points, rows) => {
      const near = reduced(points);
      rows.forEach((n, i) => {
        clusters[n] = nearestCenter(near, i * numAxes, found.centers, numAxes).cluster;
      });
    },
  );
  return clusters;
}

/** Indices of boxes, ascending: all, or a random sample by images. */
function sampleOf({ starts }: CocoIndex, limit: number, random: Random): Int32Array {
  const numImages = starts.length - 1;
  const count = starts[numImages];
  if (count <= limit) return Int32Array.from({ length: count }, (_, n) => n);
  const chosen: number[] = [];
  for (const image of random.permutation(numImages)) {
    const first = starts[image];
    const order = random.permutation(starts[image + 1] - first);
    chosen.push(...order.slice(0, SAMPLE_PER_IMAGE).map((k) => first + k));
    if (chosen.length >= limit) break;
  }
  return Int32Array.from(chosen).sort();
}

/** Features of boxes, image by image. */
class BoxReader {
  constructor(
    private readonly index: CocoIndex,
    private readonly folder: string,
    private readonly backbone: FeatureBackbone,
    private readonly tools: Pick<ClusterRun, 'progress' | 'signal'>,
  ) {}

  /** @param rows indices of boxes, ascending. @returns `[rows, C]`. */
  async read(title: string, rows: Int32Array): Promise<Float32Array> {
    let all: Float32Array | undefined;
    let at = 0;
    await this.each(title, rows, (features, some) => {
      all ??= new Float32Array((features.length / some.length) * rows.length);
      all.set(features, at);
      at += features.length;
    });
    return all ?? new Float32Array(0);
  }

  /** Yields the features of one image at a time, with the indices of their boxes. */
  async each(
    title: string,
    rows: Int32Array,
    use: (features: Float32Array, rows: Int32Array) => void,
  ): Promise<void> {
    const { index, folder, backbone, tools } = this;
    const groups = byImage(index, rows);
    const task = tools.progress.start(title, groups.length, 'images');
    try {
      for (const [done, { image, rows: some }] of groups.entries()) {
        const path = imagePath(folder, index.fileNames[image]);
        use(await boxFeatures(backbone, path, cornersOf(index, some)), some);
        task.update(done + 1, index.fileNames[image]);
        tools.signal?.throwIfAborted();
      }
    } finally {
      task.finish();
    }
  }
}

function byImage({ starts }: CocoIndex, rows: Int32Array): { image: number; rows: Int32Array }[] {
  const groups: { image: number; rows: Int32Array }[] = [];
  for (let from = 0, image = 0; from < rows.length; ) {
    while (starts[image + 1] <= rows[from]) image++;
    let to = from;
    while (to < rows.length && rows[to] < starts[image + 1]) to++;
    groups.push({ image, rows: rows.subarray(from, to) });
    from = to;
  }
  return groups;
}

/** `[n, 4]` xyxy. */
function cornersOf({ boxes }: CocoIndex, rows: Int32Array): Float32Array {
  const corners = new Float32Array(4 * rows.length);
  rows.forEach((n, i) => {
    const [x, y, width, height] = boxes.subarray(4 * n, 4 * n + 4);
    corners.set([x, y, x + width, y + height], 4 * i);
  });
  return corners;
}
