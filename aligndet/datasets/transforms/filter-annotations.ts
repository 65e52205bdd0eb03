/** @module Drops instances that are too small. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { takeRows } from '../../structures/index.js';
import { need, selectLabels } from '../fields.js';
import { areasOfMasks, countMasks, selectMasks } from '../instance-masks.js';
import type { PipelineSample, Transform } from '../sample.js';
import { pair } from './options.js';

const NAME = 'FilterAnnotations';

export const filterAnnotations = defineComponent({
  type: NAME,
  schema: z
    .strictObject({
      /** A box is kept when it is wider and higher than this, in pixels. */
      min_gt_bbox_wh: pair.default([1, 1]),
      /** A mask is kept when it has at least this many pixels. */
      min_gt_mask_area: z.number().default(1),
      /** Whether to filter by box size. */
      by_box: z.boolean().default(true),
      /** Whether to filter by mask area. */
      by_mask: z.boolean().default(false),
      /** Whether a sample that loses all its instances is dropped (despite the published name). */
      keep_empty: z.boolean().default(true),
    })
    .refine(({ by_box, by_mask }) => by_box || by_mask, {
      error: 'at least one of by_box and by_mask must be true',
    }),
  build:
    (options): Transform =>
    (sample) => {
      const tests: ((i: number) => boolean)[] = [];
      let count = 0;
      if (options.by_box) {
        const boxes = need(sample, 'gt_bboxes', NAME);
        count = boxes.length / 4;
        tests.push(isLarger(boxes, options.min_gt_bbox_wh));
      }
      if (options.by_mask) {
        const masks = need(sample, 'gt_masks', NAME);
        const areas = areasOfMasks(masks);
        count = countMasks(masks);
        tests.push((i) => areas[i] >= options.min_gt_mask_area);
      }
      if (count === 0) return sample;
      const kept = [...Array(count).keys()].filter((i) => tests.every((passes) => passes(i)));
      if (kept.length === 0 && options.keep_empty) return null;
      return kept.length === count ? sample : keepInstances(sample, kept);
    },
});

/** Compared as float32, as in numpy. */
function isLarger(
  boxes: Float32Array,
  [minWidth, minHeight]: readonly [number, number],
): (i: number) => boolean {
  const { fround } = Math;
  const [width, height] = [fround(minWidth), fround(minHeight)];
  return (i) =>
    fround(boxes[4 * i + 2] - boxes[4 * i]) > width && fround(boxes[4 * i + 3] - boxes[4 * i + 1]) > height;
}

function keepInstances(sample: PipelineSample, kept: readonly number[]): PipelineSample {
  const { gt_bboxes: boxes, gt_labels: labels, gt_masks: masks } = sample;
  return {
    ...sample,
    ...(boxes !== undefined && { gt_bboxes: takeRows(boxes, kept) }),
    ...(labels !== undefined && { gt_labels: selectLabels(labels, kept) }),
    ...(masks !== undefined && { gt_masks: selectMasks(masks, kept) }),
  };
}
