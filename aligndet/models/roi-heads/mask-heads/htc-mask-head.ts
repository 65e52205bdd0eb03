/**
 * @module Mask head of Hybrid Task Cascade, https://arxiv.org/abs/1901.07518, section 3.2: it can add the features of
 * the previous stage to its RoI features.
 */
import { z } from 'zod';
import { defineComponent } from '../../../core/index.js';
import { FcnMaskHead, fcnMaskHeadModules, fcnMaskHeadOptions } from './fcn-mask-head.js';

export const htcMaskHead = defineComponent({
  type: 'HTCMaskHead',
  schema: z.strictObject({
    ...fcnMaskHeadOptions,
    /** Use the features of the previous stage. */
    with_conv_res: z.boolean().default(true),
  }),
  build: (options, builder) =>
    new FcnMaskHead({ ...fcnMaskHeadModules(options, builder), takesPrevious: options.with_conv_res }),
});
