/** @module Box operations of transforms that mix several images, `[N, 4]` xyxy in pixels. */
import { DataError } from '../../core/index.js';
import { takeRows } from '../../structures/index.js';
import { need, selectLabels } from '../fields.js';
import type { PipelineSample } from '../sample.js';

/** Boxes with the label of each. */
export interface LabelledBoxes {
  readonly boxes: Float32Array;
  readonly labels: Int32Array;
}

/**
 * The boxes of a sample to mix.
 *
 * @throws {DataError} where the sample has masks or label maps, which the transform does not support.
 */
export function boxesToMix(sample: PipelineSample, transform: string): LabelledBoxes {
  const left = [...(sample.mask_fields ?? []), ...(sample.seg_fields ?? [])];
  if (left.length > 0) {
    throw new DataError(
      `${transform} supports only boxes, but the sample has ${left.join(', ')} too. ` +
        'Load annotations without masks (with_mask: false), or use CopyPaste.',
    );
  }
  return { boxes: need(sample, 'gt_bboxes', transform), labels: need(sample, 'gt_labels', transform) };
}

/** The rows for which `isKept` holds. */
export function selectBoxes(
  { boxes, labels }: LabelledBoxes,
  isKept: (row: number) => boolean,
): LabelledBoxes {
  const kept = [...Array(labels.length).keys()].filter(isKept);
  return { boxes: takeRows(boxes, kept), labels: selectLabels(labels, kept) };
}

/** Boxes that intersect an image of `height` and `width`. */
export function insideBoxes(instances: LabelledBoxes, height: number, width: number): LabelledBoxes {
  const { boxes } = instances;
  return selectBoxes(instances, (row) => {
    const [x1, y1, x2, y2] = boxes.subarray(4 * row, 4 * row + 4);
    return x1 < width && x2 > 0 && y1 < height && y2 > 0;
  });
}

/** Boxes clipped to an image of `height` and `width`. */
export function clipBoxes(boxes: Float32Array, height: number, width: number): Float32Array {
  return boxes.map((value, i) => Math.min(Math.max(value, 0), i % 2 === 0 ? width : height));
}

/** Ignored ground truths are not transformed either, so they are dropped. */
export const noIgnored = (sample: PipelineSample): PipelineSample =>
  sample.gt_bboxes_ignore === undefined ? {} : { gt_bboxes_ignore: new Float32Array(0) };
