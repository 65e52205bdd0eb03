/**
 * @module Proposals with clusters as classes, as a COCO file in chunks: the training data of AlignDet's `detr.ts`.
 */
import type { CocoIndex } from '../annotations/coco-index.js';
import { joinedJson } from './coco-file.js';

/** How the clusters were computed. */
export interface ClusterInfo {
  readonly count: number;
  /** Config of the backbone. */
  readonly config: string;
  /** Its weights. */
  readonly backbone: string;
  readonly seed: number;
}

/**
 * Categories are numbered from 1 and named `cluster_1`, ..., the largest first, as the published config names them.
 *
 * @param index the proposals.
 * @param clusters `[N]`, the cluster of each.
 * @param info of the file.
 */
export function* clusteredFile(
  index: CocoIndex,
  clusters: Int32Array,
  count: number,
  info: object,
): Generator<string> {
  const ranks = bySize(clusters, count);
  yield `{"info":${JSON.stringify(info)},\n"images":[`;
  yield* joinedJson(index.imageIds.length, (i) => [
    {
      id: index.imageIds[i],
      file_name: index.fileNames[i],
      width: index.widths[i],
      height: index.heights[i],
    },
  ]);
  yield '],\n"annotations":[';
  yield* joinedJson(index.imageIds.length, (i) => {
    const first = index.starts[i];
    return Array.from({ length: index.starts[i + 1] - first }, (_, k) => ({
      id: first + k + 1,
      image_id: index.imageIds[i],
      category_id: ranks[clusters[first + k]] + 1,
      bbox: [...index.boxes.subarray(4 * (first + k), 4 * (first + k) + 4)],
      area: index.areas[first + k],
      iscrowd: 0,
    }));
  });
  const categories = Array.from({ length: count }, (_, i) => ({ id: i + 1, name: `cluster_${i + 1}` }));
  yield `],\n"categories":${JSON.stringify(categories)}}\n`;
}

/** The rank of each cluster by number of proposals. */
function bySize(clusters: Int32Array, count: number): Int32Array {
  const sizes = new Int32Array(count);
  for (const cluster of clusters) sizes[cluster]++;
  const ranks = new Int32Array(count);
  const order = Array.from(sizes.keys()).sort((a, b) => sizes[b] - sizes[a] || a - b);
  order.forEach((cluster, rank) => {
    ranks[cluster] = rank;
  });
  return ranks;
}
