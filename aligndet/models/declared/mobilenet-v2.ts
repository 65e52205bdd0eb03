/** @module Declared: MobileNetV2, https://arxiv.org/abs/1801.04381, table 2. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { actCfgSchema, initCfgOption, normCfgSchema } from '../../nn/index.js';
import { convKindOption } from './conv-kind.js';

export const mobileNetV2 = defineComponent({
  type: 'MobileNetV2',
  schema: z.strictObject({
    /** Factor of all widths. */
    widen_factor: z.number().positive().default(1),
    /** Layers whose maps are given out. */
    out_indices: z.array(z.int().min(0).max(7)).min(1).default([1, 2, 4, 7]),
    /** Layers that are not trained; -1: none. */
    frozen_stages: z.int().min(-1).max(7).default(-1),
    /** Kind of the convolutions. */
    conv_cfg: convKindOption,
    /** Normalisation. */
    norm_cfg: normCfgSchema.prefault({ type: 'BN' }),
    /** Activation. */
    act_cfg: actCfgSchema.prefault({ type: 'ReLU6' }),
    /** Use running statistics in training too. */
    norm_eval: z.boolean().default(false),
    /** Recompute activations in the backward pass to save memory. */
    with_cp: z.boolean().default(false),
    /** Deprecated for `init_cfg`: a checkpoint to start from. */
    pretrained: z.string().nullable().default(null),
    /** How weights start. */
    init_cfg: initCfgOption.nullable().default(null),
  }),
});
