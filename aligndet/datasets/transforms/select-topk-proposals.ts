/** @module Keeps the first boxes of an image, or a random subset. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { takeRows } from '../../structures/index.js';
import { need, selectLabels } from '../fields.js';
import type { Transform } from '../sample.js';

export const selectTopKProposals = defineComponent({
  type: 'SelectTopKProposals',
  schema: z.strictObject({
    /** Number of boxes to keep; 0 or less keeps all. */
    topk: z.int().default(-1),
    /** Whether they are drawn at random instead of in file order. */
    random: z.boolean().default(false),
  }),
  build:
    ({ topk, random: isRandom }): Transform =>
    (sample, random) => {
      const labels = need(sample, 'gt_labels', 'SelectTopKProposals');
      if (topk <= 0 || topk >= labels.length) return sample;
      const order = isRandom ? random.torchPermutation(labels.length) : [...labels.keys()];
      const kept = order.slice(0, topk);
      return {
        ...sample,
        gt_bboxes: takeRows(need(sample, 'gt_bboxes', 'SelectTopKProposals'), kept),
        gt_labels: selectLabels(labels, kept),
      };
    },
});
