/**
 * @module Convolution, normalization and activation in one module, named as in mmcv's `ConvModule`: `conv`, `bn` or
 * `gn`.
 */
import { z } from 'zod';
import type { RandomSource } from '../../core/index.js';
import { type Tensor4D, tidy } from '../../engine/index.js';
import type { InitContext } from '../init/context.js';
import { kaimingValues } from '../init/draws.js';
import { Module } from '../module.js';
import { type actCfgSchema, activate } from '../ops/activations.js';
import type { Pair, WindowOptions } from '../ops/window.js';
import { convNorm } from './conv-norm.js';
import { Conv2d } from './conv2d.js';
import type { Norm } from './norm.js';
import { type NormCfg, normLayer } from './norm-cfg.js';

/** The option `conv_cfg`: only plain convolutions are supported. */
export const convCfgOption = z
  .strictObject({
    /** Kind of convolution. */
    type: z.enum(['Conv2d', 'Conv'], 'only plain convolutions (Conv2d) are supported'),
  })
  .nullable()
  .default(null);

type Step = 'conv' | 'norm' | 'act';

export interface ConvModuleOptions extends WindowOptions {
  readonly groups?: number;
  /** `auto`: only without normalization, which would cancel it. */
  readonly bias?: boolean | 'auto';
  /** No effect: there is one type of convolution. */
  readonly convCfg?: z.output<typeof convCfgOption>;
  readonly normCfg?: NormCfg | null;
  readonly actCfg?: z.input<typeof actCfgSchema> | null;
  readonly order?: readonly [Step, Step, Step];
}

export class ConvModule extends Module {
  readonly conv: Conv2d;
  readonly norm: Norm | undefined;
  readonly #act: z.input<typeof actCfgSchema> | null;
  readonly #order: readonly Step[];

  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Pair,
    {
      bias = 'auto',
      convCfg: _,
      normCfg = null,
      actCfg = { type: 'ReLU' },
      order = ['conv', 'norm', 'act'],
      ...window
    }: ConvModuleOptions = {},
  ) {
    super();
    this.#act = actCfg;
    this.#order = order;
    const hasBias = bias === 'auto' ? normCfg === null : bias;
    this.conv = this.child('conv', new Conv2d(inChannels, outChannels, kernelSize, { ...window, hasBias }));
    if (normCfg === null) return;
    const isAfter = order.indexOf('norm') > order.indexOf('conv');
    const { name, norm } = normLayer(normCfg, isAfter ? outChannels : inChannels);
    this.norm = this.child(name, norm);
  }

  override resetParameters(random: RandomSource): void {
    super.resetParameters(random);
    this.#drawOwn(random);
  }

  override initWeights(context: InitContext): void {
    this.#drawOwn(context.random);
  }

  override part(name: string): Module | undefined {
    return name === 'norm' ? this.norm : super.part(name);
  }

  /** Kaiming for the convolution, constant for the norm: applied last, after a parent's `init_cfg`. */
  #drawOwn(random: RandomSource): void {
    const negativeSlope = this.#act?.type === 'LeakyReLU' ? (this.#act.negative_slope ?? 0.01) : undefined;
    const nonlinearity = negativeSlope === undefined ? 'relu' : 'leaky_relu';
    const { weight, bias } = this.conv;
    const kaiming = { a: negativeSlope ?? 0, mode: 'fan_out', nonlinearity, distribution: 'normal' } as const;
    weight.assign(kaimingValues(weight.shape, kaiming, random));
    bias?.fill(0);
    this.norm?.resetParameters();
  }

  /** @param x `[B, H, W, in]`. @returns `[B, H', W', out]`. */
  forward(x: Tensor4D): Tensor4D {
    if (this.#order.join() !== 'conv,norm,act') return this.#inOrder(x);
    if (this.#act === null) return convNorm(x, this.conv, this.norm);
    if (this.#act.type === 'ReLU') return convNorm(x, this.conv, this.norm, { hasRelu: true });
    const act = this.#act;
    return tidy(() => activate(convNorm(x, this.conv, this.norm), act));
  }

  #inOrder(x: Tensor4D): Tensor4D {
    return tidy(() => {
      let y = x;
      for (const step of this.#order) {
        if (step === 'conv') y = this.conv.forward(y);
        else if (step === 'norm' && this.norm !== undefined) y = this.norm.forward(y);
        else if (step === 'act' && this.#act !== null) y = activate(y, this.#act);
      }
      return y;
    });
  }
}
