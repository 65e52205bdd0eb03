/** @module What the Swin backbones are built from, and the options that all of them have. */
import { z } from 'zod';
import { ConfigError } from '../../../core/index.js';
import { type ActCfg, initCfgOption, type NormCfg } from '../../../nn/index.js';
import type { SwinLayout } from './window-attention.js';

const fraction = z.number().min(0).max(1);

/** One number for each stage. */
export const perStage = z.array(z.int().positive()).min(1);

/** Options of mmdetection's and of CBNet's backbone. */
export const sharedOptions = {
  /** Side of the images of pre-training, which absolute positions are for. */
  pretrain_img_size: z
    .union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])])
    .default(224),
  /** Side of a patch. */
  patch_size: z.int().positive().default(4),
  /** Blocks of each stage. */
  depths: perStage.default([2, 2, 6, 2]),
  /** Heads of each stage. */
  num_heads: perStage.default([3, 6, 12, 24]),
  /** Side of a window, in patches. */
  window_size: z.int().positive().default(7),
  /** Width of hidden layers, in widths of the embeddings. */
  mlp_ratio: z.number().positive().default(4),
  /** Whether queries, keys and values have biases. */
  qkv_bias: z.boolean().default(true),
  /** Factor of the attention's scores; 1 by the root of a head's width when null. */
  qk_scale: z.number().nullable().default(null),
  /** Share of embeddings that is left out. */
  drop_rate: fraction.default(0),
  /** Share of attention weights that is left out. */
  attn_drop_rate: fraction.default(0),
  /** Normalise the patches' embeddings. */
  patch_norm: z.boolean().default(true),
  /** Stages whose maps are given out. */
  out_indices: z.array(z.int().nonnegative()).min(1).default([0, 1, 2, 3]),
  /** Stages that are not trained; -1: none. */
  frozen_stages: z.int().min(-1).default(-1),
  /** Deprecated for `init_cfg`: a checkpoint to start from. */
  pretrained: z.string().nullable().default(null),
};

/** Options of CBNet's backbones. */
export const officialOptions = {
  ...sharedOptions,
  /** Has to stay null: `pretrained` names the checkpoint to start from. */
  init_cfg: z.null('name the checkpoint in pretrained').default(null),
  /** Channels of the images. */
  in_chans: z.int().positive().default(3),
  /** Width of the first stage's embeddings. */
  embed_dim: z.int().positive().default(96),
  /** Share of blocks that is left out, growing from 0 to this with depth. */
  drop_path_rate: fraction.default(0.2),
  /** Add a learned embedding of the absolute place. */
  ape: z.boolean().default(false),
  /** Recompute activations in the backward pass to save memory; without effect. */
  use_checkpoint: z.boolean().default(false),
};

/** Share of blocks and the checkpoint to start from, as mmdetection has them. */
export const mmdetectionOptions = {
  ...sharedOptions,
  /** Share of blocks that is left out, growing from 0 to this with depth. */
  drop_path_rate: fraction.default(0.1),
  /** A checkpoint to start from (`Pretrained`); null: from fresh weights. */
  init_cfg: initCfgOption.nullable().default(null),
};

/** A Swin backbone in our words, checked. */
export interface SwinOptions {
  readonly layout: SwinLayout;
  readonly inChannels: number;
  /** Width of the first stage. */
  readonly channels: number;
  readonly patchSize: number;
  /** By how much merging lowers the resolution after each stage but the last. */
  readonly mergingStrides: readonly number[];
  readonly depths: readonly number[];
  readonly numHeads: readonly number[];
  readonly windowSize: number;
  readonly mlpRatio: number;
  readonly hasQkvBias: boolean;
  readonly qkScale: number | null;
  readonly dropRate: number;
  readonly attentionDropRate: number;
  readonly dropPathRate: number;
  readonly normalisesPatches: boolean;
  /** Sides of the learned embedding of places, in patches; none when absent. */
  readonly positions?: readonly [height: number, width: number];
  readonly outIndices: readonly number[];
  readonly frozenStages: number;
  readonly actCfg: ActCfg;
  readonly normCfg: NormCfg;
  /** A file to start from. */
  readonly checkpoint: string | null;
  /** Whether that file has the official names, where the backbone does not. */
  readonly convertsWeights: boolean;
}

type Shared = z.output<z.ZodObject<typeof sharedOptions>>;

/** @throws {ConfigError} when numbers do not fit together. */
export function commonOf(options: Shared, channels: number, hasPositions: boolean) {
  const { depths, num_heads: numHeads, out_indices: outIndices, patch_size: patchSize } = options;
  if (numHeads.length < depths.length) {
    throw new ConfigError(`num_heads: has ${numHeads.length} numbers for ${depths.length} stages (depths).`);
  }
  depths.forEach((_, stage) => {
    const [width, heads] = [channels * 2 ** stage, numHeads[stage]];
    if (width % heads === 0) return;
    throw new ConfigError(`num_heads.${stage}: ${width} channels cannot be shared out to ${heads} heads.`);
  });
  const stray = outIndices.find((index) => index >= depths.length);
  if (stray !== undefined) {
    throw new ConfigError(`out_indices: there is no stage ${stray}, depths has ${depths.length}.`);
  }
  const size = options.pretrain_img_size;
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  const positions = [Math.floor(height / patchSize), Math.floor(width / patchSize)] as const;
  return {
    channels,
    patchSize,
    depths,
    numHeads,
    windowSize: options.window_size,
    mlpRatio: options.mlp_ratio,
    hasQkvBias: options.qkv_bias,
    qkScale: options.qk_scale,
    dropRate: options.drop_rate,
    attentionDropRate: options.attn_drop_rate,
    normalisesPatches: options.patch_norm,
    ...(hasPositions && { positions }),
    outIndices,
    frozenStages: options.frozen_stages,
  };
}
