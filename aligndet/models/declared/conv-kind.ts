/** @module The option `conv_cfg` where it is declared only: every kind that mmcv 1.6 registers. */
import { z } from 'zod';

export const convKindOption = z
  .strictObject({
    /** Kind of convolution. */
    type: z.enum(['Conv2d', 'Conv', 'ConvWS', 'ConvAWS', 'DCN', 'DCNv2']),
    /** Groups of offsets (`DCN`, `DCNv2`). */
    deform_groups: z.int().positive().optional(),
    /** Older name of `deform_groups`. */
    deformable_groups: z.int().positive().optional(),
    /** Fall back to a plain convolution on strides other than 1 (`DCN`, `DCNv2`). */
    fallback_on_stride: z.boolean().optional(),
  })
  .nullable()
  .default(null);
