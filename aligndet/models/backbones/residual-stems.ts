/** @module Stems of residual networks. Dims: B images, maps `[B, H, W, C]`. */
import type { Tensor4D } from '../../engine/index.js';
import {
  Activation,
  Conv2d,
  convNorm,
  type Layer,
  type Module,
  maxPool2d,
  type NormCfg,
  normLayer,
  PlainSequential,
} from '../../nn/index.js';

export interface Stem {
  /** Modules by their published names. */
  readonly parts: readonly (readonly [name: string, part: Module])[];
  /** `[B, H, W, in]` to `[B, H / s, W / s, C]`, where s is the stride of the stem. */
  forward(images: Tensor4D): Tensor4D;
}

export interface StemOptions {
  /** Channels of the images. */
  readonly inChannels: number;
  readonly channels: number;
  readonly normCfg: NormCfg;
}

/** One 7x7 convolution, then pooling: ResNet, https://arxiv.org/abs/1512.03385, table 1. Its stride is 4. */
export function plainStem(options: StemOptions): Stem {
  const { parts, forward } = oneConvolution(options, 7);
  return { parts, forward: (x) => pool(forward(x)) };
}

/** One 3x3 convolution without pooling: RegNet, https://arxiv.org/abs/2003.13678, figure 3. Its stride is 2. */
export function smallStem(options: StemOptions): Stem {
  return oneConvolution(options, 3);
}

/** Three 3x3 convolutions, then pooling: ResNet-C of https://arxiv.org/abs/1812.01187, figure 2b. Its stride is 4. */
export function deepStem({ inChannels, channels, normCfg }: StemOptions): Stem {
  const half = Math.floor(channels / 2);
  const layers: Layer[] = [];
  for (const [from, to, stride] of [
    [inChannels, half, 2],
    [half, half, 1],
    [half, channels, 1],
  ]) {
    layers.push(new Conv2d(from, to, 3, { stride, padding: 1, hasBias: false }) as Layer);
    layers.push(normLayer(normCfg, to).norm as Layer, new Activation());
  }
  const stem = new PlainSequential(layers);
  return { parts: [['stem', stem]], forward: (x) => pool(stem.forward(x)) };
}

function oneConvolution({ inChannels, channels, normCfg }: StemOptions, kernelSize: number): Stem {
  const padding = (kernelSize - 1) / 2;
  const conv = new Conv2d(inChannels, channels, kernelSize, { stride: 2, padding, hasBias: false });
  const { name, norm } = normLayer(normCfg, channels, 1);
  return {
    parts: [
      ['conv1', conv],
      [name, norm],
    ],
    forward: (x) => convNorm(x, conv, norm, { hasRelu: true }),
  };
}

function pool(x: Tensor4D): Tensor4D {
  return maxPool2d(x, 3, { stride: 2, padding: 1 });
}
