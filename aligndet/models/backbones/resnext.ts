/**
 * @module Residual networks with grouped convolutions: Xie et al., https://arxiv.org/abs/1611.05431, table 1; with
 * mmdetection's options and names.
 */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../core/index.js';
import { Bottleneck, type BottleneckMiddle } from './residual-blocks.js';
import { resNetOf, resNetOptions } from './resnet.js';

/** Number of blocks per stage, by depth. */
const blockCounts = { 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3] } as const;

const schema = z.strictObject({
  /** Number of layers. */
  depth: z.union([z.literal(50), z.literal(101), z.literal(152)]),
  /** Groups of each 3x3 convolution; the paper's cardinality. */
  groups: z.int().positive().default(1),
  /** Channels per group in a first stage with `base_channels`; no effect for one group. */
  base_width: z.int().positive().default(4),
  ...resNetOptions,
});

export const resNeXt = defineComponent({
  type: 'ResNeXt',
  schema,
  build: (options) => {
    const { groups, base_width: baseWidth, base_channels: baseChannels } = options;
    const middle = (channels: number): BottleneckMiddle =>
      groups === 1
        ? { width: channels, groups }
        : { width: Math.floor(channels * (baseWidth / baseChannels)) * groups, groups };
    if (middle(baseChannels).width === 0) {
      throw new ConfigError(
        `base_width: ${baseWidth} with base_channels ${baseChannels} leaves no channel for a group of the first stage.`,
      );
    }
    // As in the reference, zero_init_residual does not affect these blocks.
    return resNetOf(options, {
      block: Bottleneck,
      counts: blockCounts[options.depth],
      middle,
      blockInitCfg: null,
    });
  },
});
