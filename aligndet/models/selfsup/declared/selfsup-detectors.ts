/** @module Declared: further detectors as branches of AlignDet's pre-training, https://arxiv.org/abs/2307.11077, section 3.3. */
import { z } from 'zod';
import { defineComponent } from '../../../core/index.js';
import { detrOptions } from '../../detectors/detr.js';

export const selfSupDetr = defineComponent({ type: 'SelfSupDETR', schema: z.strictObject(detrOptions) });
