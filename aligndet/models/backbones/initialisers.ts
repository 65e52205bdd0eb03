/** @module Initialization of convolutional backbones. */
import { ConfigError } from '../../core/index.js';
import type { InitCfg } from '../../nn/index.js';

export interface StartOptions {
  readonly init_cfg: unknown;
  /** Deprecated spelling of a pre-trained `init_cfg`. */
  readonly pretrained: string | null;
}

/**
 * The `init_cfg` of the options, else Kaiming initialization of convolutions and 1 for norms.
 *
 * @throws {ConfigError} if both options are given.
 */
export function initialisers({ init_cfg: initCfg, pretrained }: StartOptions): InitCfg | InitCfg[] {
  if (initCfg !== null && pretrained !== null) {
    throw new ConfigError('pretrained: give either pretrained or init_cfg, which replaces it.');
  }
  if (initCfg !== null) return initCfg as InitCfg | InitCfg[];
  if (pretrained !== null) return { type: 'Pretrained', checkpoint: pretrained };
  return [
    { type: 'Kaiming', layer: 'Conv2d' },
    { type: 'Constant', val: 1, layer: ['_BatchNorm', 'GroupNorm'] },
  ];
}
