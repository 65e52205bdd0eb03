/** @module Widths and depths of RegNet's stages: Radosavovic et al., https://arxiv.org/abs/2003.13678, section 3.3. */
import { ConfigError, roundHalfEven } from '../../core/index.js';

/** Parameters of a design space, by the paper's names. */
export interface RegNetArchitecture {
  /** Width of the first block, in channels: a multiple of 8. */
  readonly w0: number;
  /** Channels added per block before the width is quantized. */
  readonly wa: number;
  /** Ratio of the widths of two stages. */
  readonly wm: number;
  /** Channels per group. */
  readonly group_w: number;
  /** Number of blocks. */
  readonly depth: number;
  /** Width of a block's 3x3 convolution as a fraction of the block's width. */
  readonly bot_mul: number;
}

export interface RegNetStage {
  /** Output channels. */
  readonly width: number;
  readonly numBlocks: number;
  readonly groups: number;
  /** Channels per group. */
  readonly groupWidth: number;
}

/** Widths are multiples of this many channels. */
const DIVISOR = 8;

/** @throws {ConfigError} if the parameters do not describe one to four stages. */
export function regNetStages(architecture: RegNetArchitecture): RegNetStage[] {
  const { w0, wa, wm, depth, group_w: groupWidth, bot_mul: ratio } = architecture;
  const widths = Array.from({ length: depth }, (_, block) => {
    const exponent = roundHalfEven(Math.log((block * wa + w0) / w0) / Math.log(wm)); // equation 3
    return roundHalfEven((w0 * wm ** exponent) / DIVISOR) * DIVISOR; // equation 4
  });
  const starts = widths.flatMap((width, block) => (width === widths[block - 1] ? [] : [block]));
  if (starts.length > 4) {
    throw new ConfigError(
      `arch: gives ${starts.length} stages (${[...new Set(widths)].join(', ')}), but at most 4 are supported.`,
    );
  }
  return starts.map((start, stage): RegNetStage => {
    const inner = Math.floor(widths[start] * ratio);
    const perGroup = Math.min(groupWidth, inner);
    const fitted = roundHalfEven(inner / perGroup) * perGroup; // a multiple of the group width
    const width = Math.floor(fitted / ratio);
    return {
      width,
      numBlocks: (starts[stage + 1] ?? depth) - start,
      groups: Math.floor(roundHalfEven(width * ratio) / perGroup),
      groupWidth: perGroup,
    };
  });
}
