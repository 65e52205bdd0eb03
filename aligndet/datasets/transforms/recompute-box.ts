/** @module `RecomputeBox`: intended to recompute boxes from masks, but the reference fails when there are masks. */
import { z } from 'zod';
import { DataError, defineComponent } from '../../core/index.js';
import { maskKeys } from '../fields.js';
import type { Transform } from '../sample.js';
import { recordInfo, recordOption } from './record.js';

export const recomputeBox = defineComponent({
  type: 'RecomputeBox',
  schema: z.strictObject(recordOption),
  build:
    ({ record }): Transform =>
    (sample) => {
      if ((sample.bbox_fields ?? []).some((key) => sample[maskKeys[key]] !== undefined)) {
        throw new DataError(
          'RecomputeBox does not support samples with masks: the reference fails on them. ' +
            'Use RandomCrop with recompute_bbox.',
        );
      }
      return record ? recordInfo(sample, { type: 'RecomputeBox' }) : sample;
    },
});
