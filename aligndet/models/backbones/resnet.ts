/**
 * @module Residual networks of 18 to 152 layers: He et al., https://arxiv.org/abs/1512.03385, table 1; with mmdetection's
 * options and names.
 */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import type { InitCfg } from '../../nn/index.js';
import { initialisers } from './initialisers.js';
import { BasicBlock, Bottleneck, type BottleneckMiddle } from './residual-blocks.js';
import { ResidualNetwork } from './residual-network.js';
import { identityStart, residualOptions, stageIntegers } from './residual-options.js';
import { residualStage } from './residual-stage.js';
import { deepStem, plainStem } from './residual-stems.js';

/** Block and number of blocks per stage, by depth. */
const architectures = {
  18: [BasicBlock, [2, 2, 2, 2]],
  34: [BasicBlock, [3, 4, 6, 3]],
  50: [Bottleneck, [3, 4, 6, 3]],
  101: [Bottleneck, [3, 4, 23, 3]],
  152: [Bottleneck, [3, 8, 36, 3]],
} as const;

/** Options of networks whose widths double per stage: ResNet and ResNeXt. */
export const resNetOptions = {
  ...residualOptions,
  /** Width of the stem; `base_channels` when null. */
  stem_channels: z.int().positive().nullable().default(null),
  /** Width of the first stage; doubled for each following one. */
  base_channels: z.int().positive().default(64),
  /** Number of stages. */
  num_stages: z.int().min(1).max(4).default(4),
  /** Stride of each stage's first block. */
  strides: stageIntegers.default([1, 2, 2, 2]),
};

const schema = z.strictObject({
  /** Number of layers. */
  depth: z.union([z.literal(18), z.literal(34), z.literal(50), z.literal(101), z.literal(152)]),
  ...resNetOptions,
});

type ResNetOptions = Omit<z.output<typeof schema>, 'depth'>;

/** The architecture-specific parts of a network; ResNeXt replaces the blocks. */
export interface ResNetModules {
  readonly block: typeof BasicBlock | typeof Bottleneck;
  /** Number of blocks per stage. */
  readonly counts: readonly number[];
  /** The 3x3 convolution of a bottleneck in a stage of `channels`. */
  readonly middle?: (channels: number) => BottleneckMiddle;
  /** Initialization of each block; null for the default. */
  readonly blockInitCfg: InitCfg | null;
}

/** A network whose widths double per stage. */
export function resNetOf(options: ResNetOptions, parts: ResNetModules): ResidualNetwork {
  const { num_stages: numStages, strides, dilations, base_channels: base, norm_cfg: normCfg } = options;
  const stemChannels = options.stem_channels ?? base;
  const makeStem = options.deep_stem ? deepStem : plainStem;
  let inChannels = stemChannels;
  const stages = Array.from({ length: numStages }, (_, i) => {
    const channels = base * 2 ** i;
    const stage = residualStage({
      block: parts.block,
      numBlocks: parts.counts[i],
      inChannels,
      channels,
      middle: parts.middle?.(channels),
      stride: strides[i],
      dilation: dilations[i],
      style: options.style,
      avgDown: options.avg_down,
      normCfg,
      blockInitCfg: parts.blockInitCfg,
    });
    inChannels = channels * parts.block.expansion;
    return stage;
  });
  return new ResidualNetwork({
    initCfg: initialisers(options),
    stem: makeStem({ inChannels: options.in_channels, channels: stemChannels, normCfg }),
    stages,
    frozenStages: options.frozen_stages,
    normEval: options.norm_eval,
    outIndices: options.out_indices,
  });
}

export const resNet = defineComponent({
  type: 'ResNet',
  schema,
  build: (options) => {
    const [block, counts] = architectures[options.depth];
    return resNetOf(options, { block, counts, blockInitCfg: identityStart(options, block.lastNorm) });
  },
});
