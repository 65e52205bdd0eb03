/** @module The options of cascade detectors: those of two-stage detectors, with a training config per stage. */
import { z } from 'zod';
import { anchorTrainSchema, proposalSchema } from '../dense-heads/dense-config.js';
import { roiTrainSchema } from '../roi-heads/roi-config.js';
import { twoStageOptions } from './two-stage-config.js';

/** Options of mmdetection's `CascadeRCNN`. */
export const cascadeOptions = {
  ...twoStageOptions,
  /** Training options of the heads; null if not trained. */
  train_cfg: z
    .strictObject({
      /** The region proposal network. */
      rpn: anchorTrainSchema,
      /** Selection of proposals for training the first stage; default: that of `test_cfg.rpn`. */
      rpn_proposal: proposalSchema.optional(),
      /** Each stage. */
      rcnn: z.array(roiTrainSchema),
    })
    .nullable()
    .default(null),
  /** Deprecated for `backbone.init_cfg`: a checkpoint of the backbone. */
  pretrained: z.string().nullable().default(null),
};

export type CascadeOptions = z.output<z.ZodObject<typeof cascadeOptions>>;
