/** @module Settings and shared options of the Swin backbones. */
import { z } from 'zod';
import { ConfigError } from '../../../core/index.js';
import { type ActCfg, initCfgOption, type NormCfg } from '../../../nn/index.js';
import type { SwinLayout } from './window-attention.js';

const fraction = z.number().min(0).max(1);

/** One value per stage. */
export const perStage = z.array(z.int().positive()).min(1);

/** Options of mmdetection's and of CBNet's backbone. */
export const sharedOptions = {
  /** Size of the pre-training images, for absolute position embeddings. */
  pretrain_img_size: z
    .union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])])
    .default(224),
  /** Patch size. */
  patch_size: z.int().positive().default(4),
  /** Blocks of each stage. */
  depths: perStage.default([2, 2, 6, 2]),
  /** Heads of each stage. */
  num_heads: perStage.default([3, 6, 12, 24]),
  /** Window size, in patches. */
  window_size: z.int().positive().default(7),
  /** Width of hidden layers as a multiple of the embedding width. */
  mlp_ratio: z.number().positive().default(4),
  /** Whether queries, keys and values have biases. */
  qkv_bias: z.boolean().default(true),
  /** Scale of the attention scores; null: 1 / sqrt(head width). */
  qk_scale: z.number().nullable().default(null),
  /** Dropout rate of embeddings. */
  drop_rate: fraction.default(0),
  /** Dropout rate of attention weights. */
  attn_drop_rate: fraction.default(0),
  /** Normalize the patch embeddings. */
  patch_norm: z.boolean().default(true),
  /** Stages whose maps are returned. */
  out_indices: z.array(z.int().nonnegative()).min(1).default([0, 1, 2, 3]),
  /** Frozen stages; -1: none. */
  frozen_stages: z.int().min(-1).default(-1),
  /** Deprecated for `init_cfg`: a pre-trained checkpoint. */
  pretrained: z.string().nullable().default(null),
};

/** Options of CBNet's backbones. */
export const officialOptions = {
  ...sharedOptions,
  /** Must be null: `pretrained` names the checkpoint to start from. */
  init_cfg: z.null('use pretrained instead').default(null),
  /** Channels of the images. */
  in_chans: z.int().positive().default(3),
  /** Embedding width of the first stage. */
  embed_dim: z.int().positive().default(96),
  /** Stochastic depth rate, increasing from 0 to this with depth. */
  drop_path_rate: fraction.default(0.2),
  /** Add a learned absolute position embedding. */
  ape: z.boolean().default(false),
  /** Recompute activations in the backward pass to save memory; no effect. */
  use_checkpoint: z.boolean().default(false),
};

/** Stochastic depth rate and pre-trained checkpoint, with mmdetection's defaults. */
export const mmdetectionOptions = {
  ...sharedOptions,
  /** Stochastic depth rate, increasing from 0 to this with depth. */
  drop_path_rate: fraction.default(0.1),
  /** A pre-trained checkpoint (`Pretrained`); null: random initialization. */
  init_cfg: initCfgOption.nullable().default(null),
};

/** Validated settings of a Swin backbone, independent of the option names. */
export interface SwinOptions {
  readonly layout: SwinLayout;
  readonly inChannels: number;
  /** Width of the first stage. */
  readonly channels: number;
  readonly patchSize: number;
  /** Stride of patch merging after each stage but the last. */
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
  /** Size of the learned position embedding, in patches; none if absent. */
  readonly positions?: readonly [height: number, width: number];
  readonly outIndices: readonly number[];
  readonly frozenStages: number;
  readonly actCfg: ActCfg;
  readonly normCfg: NormCfg;
  /** A pre-trained checkpoint. */
  readonly checkpoint: string | null;
  /** Whether that file has the official names, while the backbone does not. */
  readonly convertsWeights: boolean;
}

type Shared = z.output<z.ZodObject<typeof sharedOptions>>;

/** @throws {ConfigError} for inconsistent values. */
export function commonOf(options: Shared, channels: number, hasPositions: boolean) {
  const { depths, num_heads: numHeads, out_indices: outIndices, patch_size: patchSize } = options;
  if (numHeads.length < depths.length) {
    throw new ConfigError(`num_heads: has ${numHeads.length} values for ${depths.length} stages (depths).`);
  }
  depths.forEach((_, stage) => {
    const [width, heads] = [channels * 2 ** stage, numHeads[stage]];
    if (width % heads === 0) return;
    throw new ConfigError(`num_heads.${stage}: ${width} channels are not divisible by ${heads} heads.`);
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
