/** @module Normalization layers as named in configs: `norm_cfg`. */
import { z } from 'zod';
import { BatchNorm2d } from './batch-norm2d.js';
import { GroupNorm } from './group-norm.js';
import { LayerNorm } from './layer-norm.js';
import type { Norm } from './norm.js';

const shared = {
  /** Whether weight and bias are trainable. */
  requires_grad: z.boolean().default(true),
  /** Added to the variance. */
  eps: z.number().positive().default(1e-5),
};

const batchNorm = {
  ...shared,
  /** Momentum: weight of the current batch in the running statistics; null: cumulative average. */
  momentum: z.number().nullable().default(0.1),
  /** Whether there are a weight and a bias. */
  affine: z.boolean().default(true),
  /** Whether running statistics are kept. */
  track_running_stats: z.boolean().default(true),
};

export const normCfgSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('BN'), ...batchNorm }),
  z.strictObject({ type: z.literal('BN2d'), ...batchNorm }),
  // Statistics of a single process; with several processes they would be synchronized.
  z.strictObject({ type: z.literal('SyncBN'), ...batchNorm }),
  z.strictObject({
    type: z.literal('GN'),
    /** Number of groups. */
    num_groups: z.int().positive(),
    /** Whether there are a weight and a bias. */
    affine: z.boolean().default(true),
    ...shared,
  }),
  z.strictObject({ type: z.literal('LN'), ...shared }),
]);

/** The option `norm_cfg`; null: no normalization. */
export const normCfgOption = normCfgSchema.nullable().default(null);

export type NormCfg = z.input<typeof normCfgSchema>;

/**
 * @param suffix after the short name: 1 gives `bn1`.
 * @returns the layer with its published name.
 */
export function normLayer(
  config: NormCfg,
  numChannels: number,
  suffix: number | '' = '',
): { name: string; norm: Norm } {
  const checked = normCfgSchema.parse(config);
  const { eps, requires_grad: requiresGrad } = checked;
  switch (checked.type) {
    case 'GN': {
      const { num_groups: numGroups, affine: isAffine } = checked;
      return {
        name: `gn${suffix}`,
        norm: new GroupNorm(numGroups, numChannels, { eps, requiresGrad, isAffine }),
      };
    }
    case 'LN':
      return { name: `ln${suffix}`, norm: new LayerNorm(numChannels, { eps, requiresGrad }) };
    default: {
      const { momentum, affine: isAffine, track_running_stats: tracksStatistics } = checked;
      const options = { eps, requiresGrad, momentum, isAffine, tracksStatistics };
      return { name: `bn${suffix}`, norm: new BatchNorm2d(numChannels, options) };
    }
  }
}
