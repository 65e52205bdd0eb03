/**
 * @module Mask head of Hybrid Task Cascade, https://arxiv.org/abs/1901.07518, section 3.2: it can add the features of the
 * stage before to those of its regions.
 */
import { z } from 'zod';
import { defineComponent } from '../../../core/index.js';
import { FcnMaskHead, fcnMaskHeadOptions, fcnMaskHeadModules } from './fcn-mask-head.js';

export const htcMaskHead = defineComponent({
  type: 'HTCMaskHead',
  schema: z.strictObject({
    ...fcnMaskHeadOptions,
    /** Take the features of the stage before. */
    with_conv_res: z.boolean().default(true),
  }),
  build: (options, builder) =>
    new FcnMaskHead({ ...fcnMaskHeadModules(options, builder), takesPrevious: options.with_conv_res }),
});
