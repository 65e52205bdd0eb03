/** @module Swin Transformer, https://arxiv.org/abs/2103.14030, with the options and names of its authors and of CBNet. */
import { z } from 'zod';
import { defineComponent } from '../../../core/index.js';
import { Swin } from './swin.js';
import { commonOf, officialOptions, type SwinOptions } from './swin-options.js';

const schema = z.strictObject(officialOptions);

export function officialSwinOptions(options: z.output<typeof schema>): SwinOptions {
  return {
    ...commonOf(options, options.embed_dim, options.ape),
    layout: 'official',
    inChannels: options.in_chans,
    mergingStrides: options.depths.map(() => 2),
    dropPathRate: options.drop_path_rate,
    actCfg: { type: 'GELU' },
    normCfg: { type: 'LN' },
    checkpoint: options.pretrained,
    convertsWeights: false,
  };
}

export const swinTransformerV1 = defineComponent({
  type: 'SwinTransformerV1',
  schema,
  build: (options) => new Swin(officialSwinOptions(options)),
});
