/** @module The training objects of a second stage, built from its `train_cfg`. */
import type { Builder } from '../../core/index.js';
import { type RoiTrainConfig, sizeOf } from './roi-config.js';
import type { RoiSampling } from './sample-rois.js';

export interface RoiTraining extends RoiSampling {
  /** Weight of positives in the classification loss. */
  readonly posWeight: number;
  /** Size of mask targets. */
  readonly maskSize: readonly [height: number, width: number];
  /** Whether mask targets keep coverage fractions. */
  readonly softMasks: boolean;
}

/** @param path of `config` in the options of the head. */
export function buildRoiTraining(config: RoiTrainConfig, builder: Builder, path = 'train_cfg'): RoiTraining {
  return {
    assigner: builder.build('assigner', config.assigner, `${path}.assigner`),
    sampler: builder.build('sampler', config.sampler, `${path}.sampler`),
    posWeight: config.pos_weight <= 0 ? 1 : config.pos_weight,
    maskSize: sizeOf(config.mask_size),
    softMasks: config.soft_mask_target,
  };
}
