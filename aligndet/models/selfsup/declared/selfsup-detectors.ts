/** @module Declared: further detectors as branches of AlignDet's pre-training, https://arxiv.org/abs/2307.11077, section 3.3. */
import { z } from 'zod';
import { defineComponent } from '../../../core/index.js';
import { detrOptions } from '../../declared/detr.js';
import { cascadeOptions } from '../../detectors/cascade-config.js';

export const selfSupDetr = defineComponent({ type: 'SelfSupDETR', schema: z.strictObject(detrOptions) });
export const selfSupHtc = defineComponent({ type: 'SelfSupHTC', schema: z.strictObject(cascadeOptions) });
export const selfSupCbv2 = defineComponent({ type: 'SelfSupCBv2', schema: z.strictObject(cascadeOptions) });
