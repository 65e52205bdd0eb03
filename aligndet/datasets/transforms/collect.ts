/** @module Keeps the keys for the model, and collects metadata in `img_metas`. */
import { z } from 'zod';
import { DataError, defineComponent } from '../../core/index.js';
import type { ImageMeta } from '../../structures/index.js';
import type { Container, PipelineSample, Transform } from '../sample.js';
import { container } from './format.js';

const META_KEYS = [
  'filename',
  'ori_filename',
  'ori_shape',
  'img_shape',
  'pad_shape',
  'scale_factor',
  'flip',
  'flip_direction',
  'img_norm_cfg',
];

export const collect = defineComponent({
  type: 'Collect',
  schema: z.strictObject({
    /** Keys for the model. */
    keys: z.array(z.string()),
    /** Keys to collect in `img_metas`. */
    meta_keys: z.array(z.string()).default(META_KEYS),
  }),
  build:
    ({ keys, meta_keys: metaKeys }): Transform =>
    (sample) => {
      const containers: Record<string, Container> = { img_metas: container({ cpu_only: true }) };
      const collected: PipelineSample = { img_metas: pick(sample, metaKeys) as ImageMeta };
      for (const [key, value] of Object.entries(pick(sample, keys))) {
        collected[key] = value;
        const known = sample.containers?.[key];
        if (known !== undefined) containers[key] = known;
      }
      return { ...collected, containers };
    },
});

function pick(sample: PipelineSample, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    keys.map((key) => {
      const value = sample[key];
      if (value === undefined) {
        throw new DataError(
          `Collect: the sample of ${sample.filename ?? 'an image'} has no "${key}". ` +
            `No transform of the pipeline sets it. Available: ${Object.keys(sample).join(', ')}.`,
        );
      }
      return [key, value];
    }),
  );
}
