/** @module Instance labels: every box of a batch is its own class, https://arxiv.org/abs/2307.11077, section 3.3. */
import { DataError } from '../../core/index.js';
import type { Batch } from '../../structures/index.js';
import { groundTruthsOf } from '../batch-ground-truth.js';
import type { InstanceGroundTruth } from '../roi-heads/roi-head.js';

/**
 * Ids 0, 1, ... over all images, in box order. Both views must have the same boxes in the same order.
 *
 * @param counts boxes per image.
 * @throws {DataError} for an image without boxes that is not the last: in the reference its ids would coincide with
 * those of other images.
 */
export function instanceLabels(counts: readonly number[]): Int32Array[] {
  let next = 0;
  return counts.map((count, image) => {
    if (count === 0 && image < counts.length - 1) {
      throw new DataError(
        `Image ${image} of the batch has no proposal boxes, so its instances cannot be distinguished from those of the next: ` +
          'leave images without boxes out of the dataset (filter_empty_gt), or check the proposals file.',
      );
    }
    const start = next;
    next += count;
    return Int32Array.from({ length: count }, (_, i) => start + i);
  });
}

/** The boxes of a view, each with its own class. */
export function instancesOf(view: Batch): InstanceGroundTruth[] {
  const groundTruths = groundTruthsOf(view);
  const ids = instanceLabels(groundTruths.map(({ labels }) => labels.length));
  return groundTruths.map((groundTruth, image) => ({ ...groundTruth, labels: ids[image] }));
}
