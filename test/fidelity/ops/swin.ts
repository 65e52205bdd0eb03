/** @module Golden ops of vision transformers: patches, and attention within windows. Places of a map are `[B, H * W, C]` there. */
import { type Tensor, type Tensor3D, type Tensor4D, tensor1d } from '../../../aligndet/engine/index.js';
import {
  PatchEmbedding,
  PatchMerging,
  type PatchMergingOptions,
  ShiftedWindowAttention,
  SwinStage,
  WindowAttention,
} from '../../../aligndet/models/index.js';
import type { NormCfg, Pair } from '../../../aligndet/nn/index.js';
import type { OpCase, OpHandler } from './op-handler.js';
import { checkTensorOp, map } from './tensors.js';

type Args = Record<string, unknown>;

const prefix = 'w.';

function optionsOf(golden: OpCase, name: string): Args {
  return golden.args[name] as Args;
}

/** `[B, H * W, C]` to `[B, H, W, C]`. */
function asMap(positions: Tensor, { args }: OpCase): Tensor4D {
  const [height, width] = args.hw as [number, number];
  return positions.reshape([positions.shape[0], height, width, positions.shape[2]!]);
}

const asPositions = (x: Tensor4D) => x.reshape([x.shape[0], x.shape[1] * x.shape[2], x.shape[3]]);

const withSize = (x: Tensor4D) => ({ hw: tensor1d([x.shape[1], x.shape[2]]), out: asPositions(x) });

/** What `PatchEmbed` and `PatchMerging` have in common. */
function windowOptions({ kernel_size: kernelSize, ...args }: Args): Omit<PatchMergingOptions, 'outChannels'> {
  return {
    inChannels: Number(args.in_channels),
    kernelSize: kernelSize as Pair | undefined,
    stride: (args.stride ?? undefined) as Pair | undefined,
    padding: args.padding as PatchMergingOptions['padding'],
    dilation: args.dilation as Pair | undefined,
    hasBias: args.bias as boolean | undefined,
    normCfg: args.norm_cfg as NormCfg | null | undefined,
  };
}

const patchEmbed: OpHandler = (golden) => {
  const args = optionsOf(golden, 'embed');
  const { kernelSize = 16, stride = 16, ...options } = windowOptions(args);
  const channels = Number(args.embed_dims ?? 768);
  const module = new PatchEmbedding({ ...options, kernelSize, stride, channels });
  return checkTensorOp(golden, {
    orders: { x: map },
    module,
    prefix,
    forward: ({ x }) => withSize(module.forward(x as Tensor4D)),
  });
};

const patchMerging: OpHandler = (golden) => {
  const args = optionsOf(golden, 'merging');
  const module = new PatchMerging({ ...windowOptions(args), outChannels: Number(args.out_channels) });
  return checkTensorOp(golden, {
    module,
    prefix,
    forward: ({ x }) => withSize(module.forward(asMap(x, golden))),
  });
};

function attentionOptions(args: Args) {
  return {
    channels: Number(args.embed_dims),
    numHeads: Number(args.num_heads),
    hasQkvBias: args.qkv_bias !== false,
    qkScale: (args.qk_scale ?? null) as number | null,
    attentionDropRate: 0,
    outputDropRate: 0,
    layout: 'mmdetection' as const,
  };
}

const windowMsa: OpHandler = (golden) => {
  const args = optionsOf(golden, 'msa');
  const windowSize = args.window_size as [number, number];
  const module = new WindowAttention({ ...attentionOptions(args), windowSize });
  const [[, index]] = [...module.ownBuffers()];
  return checkTensorOp(golden, {
    module,
    prefix,
    forward: ({ x, mask }) => ({
      out: module.forward(x as Tensor3D, mask as Tensor3D | undefined),
      relative_position_index: index.value.clone(),
    }),
  });
};

const shiftWindowMsa: OpHandler = (golden) => {
  const args = optionsOf(golden, 'msa');
  const { window_size: size, shift_size: shift = 0 } = args as { window_size: number; shift_size?: number };
  const module = new ShiftedWindowAttention(size, shift, attentionOptions(args));
  return checkTensorOp(golden, {
    module,
    prefix,
    forward: ({ x }) => ({ out: asPositions(module.forward(asMap(x, golden))) }),
  });
};

const swinV1Layer: OpHandler = (golden) => {
  const args = optionsOf(golden, 'layer');
  const module = new SwinStage({
    layout: 'official',
    channels: Number(args.dim),
    numHeads: Number(args.num_heads),
    windowSize: Number(args.window_size ?? 7),
    mlpRatio: Number(args.mlp_ratio ?? 4),
    hasQkvBias: args.qkv_bias !== false,
    qkScale: (args.qk_scale ?? null) as number | null,
    dropRate: 0,
    attentionDropRate: 0,
    dropPathRates: new Array(Number(args.depth)).fill(0),
    actCfg: { type: 'GELU' },
    normCfg: { type: 'LN' },
    merges: args.downsample === true,
    mergingStride: 2,
    normalisesMerged: true,
  });
  return checkTensorOp(golden, {
    module,
    prefix,
    forward: ({ x }) => {
      const { output, next } = module.forward(asMap(x, golden));
      const sizes = [output, next].flatMap(({ shape: [, height, width] }) => [height, width]);
      return { out: asPositions(output), down: asPositions(next), hw: tensor1d(sizes) };
    },
  });
};

export const swinOps: Record<string, OpHandler> = {
  patch_embed: patchEmbed,
  patch_merging: patchMerging,
  shift_window_msa: shiftWindowMsa,
  swinv1_layer: swinV1Layer,
  window_msa: windowMsa,
};
