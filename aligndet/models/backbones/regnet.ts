/**
 * @module RegNet: networks found by design spaces, Radosavovic et al., https://arxiv.org/abs/2003.13678; with
 * mmdetection's options and names.
 */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../core/index.js';
import { initialisers } from './initialisers.js';
import { type RegNetArchitecture, regNetStages } from './regnet-widths.js';
import { Bottleneck } from './residual-blocks.js';
import { ResidualNetwork } from './residual-network.js';
import { identityStart, residualOptions, stageIntegers } from './residual-options.js';
import { residualStage } from './residual-stage.js';
import { smallStem } from './residual-stems.js';

/** The published networks, by their multiply-adds for an image of 224 x 224 pixels. */
const architectures = {
  regnetx_400mf: { w0: 24, wa: 24.48, wm: 2.54, group_w: 16, depth: 22, bot_mul: 1 },
  regnetx_800mf: { w0: 56, wa: 35.73, wm: 2.28, group_w: 16, depth: 16, bot_mul: 1 },
  'regnetx_1.6gf': { w0: 80, wa: 34.01, wm: 2.25, group_w: 24, depth: 18, bot_mul: 1 },
  'regnetx_3.2gf': { w0: 88, wa: 26.31, wm: 2.25, group_w: 48, depth: 25, bot_mul: 1 },
  'regnetx_4.0gf': { w0: 96, wa: 38.65, wm: 2.43, group_w: 40, depth: 23, bot_mul: 1 },
  'regnetx_6.4gf': { w0: 184, wa: 60.83, wm: 2.07, group_w: 56, depth: 17, bot_mul: 1 },
  'regnetx_8.0gf': { w0: 80, wa: 49.56, wm: 2.88, group_w: 120, depth: 23, bot_mul: 1 },
  regnetx_12gf: { w0: 168, wa: 73.36, wm: 2.37, group_w: 112, depth: 19, bot_mul: 1 },
} as const satisfies Record<string, RegNetArchitecture>;

type ArchitectureName = keyof typeof architectures;

const architectureSchema = z.strictObject({
  /** Width of the first block, in channels: a multiple of 8. */
  w0: z.int().positive().multipleOf(8),
  /** Channels added per block before the width is quantized. */
  wa: z.number().nonnegative(),
  /** Ratio of the widths of two stages. */
  wm: z.number().gt(1),
  /** Channels per group. */
  group_w: z.int().positive(),
  /** Number of blocks. */
  depth: z.int().positive(),
  /** Width of a block's 3x3 convolution as a fraction of the block's width. */
  bot_mul: z.number().positive(),
});

const schema = z.strictObject({
  /** Name of a published network, or the parameters of another one. */
  arch: z.union([z.enum(Object.keys(architectures) as [ArchitectureName]), architectureSchema]),
  ...residualOptions,
  /** Width of the stem. */
  stem_channels: z.int().positive().default(32),
  /** No effect: the widths follow from `arch`. */
  base_channels: z.int().positive().default(32),
  /** Stride of each stage's first block. */
  strides: stageIntegers.default([2, 2, 2, 2]),
  /** RegNet has one stem; has to stay false. */
  deep_stem: z.literal(false, 'RegNet has a single stem convolution; leave this false').default(false),
});

export const regNet = defineComponent({
  type: 'RegNet',
  schema,
  build: (options) => {
    const {
      strides,
      dilations,
      out_indices: outIndices,
      norm_cfg: normCfg,
      stem_channels: stemChannels,
    } = options;
    const stages = regNetStages(
      typeof options.arch === 'string' ? architectures[options.arch] : options.arch,
    );
    for (const [key, list] of Object.entries({ strides, dilations })) {
      if (list.length === stages.length) continue;
      throw new ConfigError(`${key}: arch gives ${stages.length} stages, but this lists ${list.length}.`);
    }
    if (Math.max(...outIndices) >= stages.length) {
      throw new ConfigError(
        `out_indices: arch gives ${stages.length} stages, but [${outIndices.join(', ')}] are requested.`,
      );
    }
    const blockInitCfg = identityStart(options, Bottleneck.lastNorm);
    return new ResidualNetwork({
      initCfg: initialisers(options),
      stem: smallStem({ inChannels: options.in_channels, channels: stemChannels, normCfg }),
      stages: stages.map(({ width, numBlocks, groups, groupWidth }, i) =>
        residualStage({
          block: Bottleneck,
          numBlocks,
          inChannels: i === 0 ? stemChannels : stages[i - 1].width,
          channels: width,
          outChannels: width,
          middle:
            groups === 1 ? undefined : { width: Math.floor(width * (groupWidth / width)) * groups, groups },
          stride: strides[i],
          dilation: dilations[i],
          style: options.style,
          avgDown: options.avg_down,
          normCfg,
          blockInitCfg,
        }),
      ),
      frozenStages: options.frozen_stages,
      normEval: options.norm_eval,
      outIndices,
    });
  },
});
