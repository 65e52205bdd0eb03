/** @module Loads the dataset's proposals into the sample. */
import { z } from 'zod';
import { DataError, defineComponent } from '../../core/index.js';
import { need } from '../fields.js';
import type { Transform } from '../sample.js';

export const loadProposals = defineComponent({
  type: 'LoadProposals',
  schema: z.strictObject({
    /** Max number of proposals, in file order; all when not given. */
    num_max_proposals: z.int().positive().nullable().default(null),
  }),
  build:
    ({ num_max_proposals: limit }): Transform =>
    (sample) => {
      const all = need(sample, 'proposals', 'LoadProposals');
      if (all.length % 4 !== 0)
        throw new DataError('LoadProposals: expected proposals as rows of four values.');
      const kept = limit === null ? all : all.subarray(0, limit * 4);
      return {
        ...sample,
        // Without proposals, one empty box is added, as in the reference: heads need a row.
        proposals: kept.length === 0 ? new Float32Array(4) : kept.slice(),
        bbox_fields: [...(sample.bbox_fields ?? []), 'proposals'],
      };
    },
});
