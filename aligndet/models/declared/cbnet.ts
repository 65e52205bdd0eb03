/** @module Declared: CBNetV2, https://arxiv.org/abs/2107.00420: a cascade behind two linked backbones. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { fpnSchema } from '../necks/fpn.js';
import { cascadeOptions } from './hybrid-task-cascade.js';

/** One pyramid for each of the linked backbones. */
export const cbFpn = defineComponent({ type: 'CBFPN', schema: fpnSchema });

export const cbnetHybridTaskCascade = defineComponent({
  type: 'CBNetHybridTaskCascade',
  schema: z.strictObject(cascadeOptions),
});
