/** @module How the weights of a convolutional backbone start. */
import { ConfigError } from '../../core/index.js';
import type { InitCfg } from '../../nn/index.js';

export interface StartOptions {
  readonly init_cfg: unknown;
  /** Checkpoint to start from: older than `init_cfg`. */
  readonly pretrained: string | null;
}

/**
 * The options' own choice, or else convolutions as He et al. draw them and norms at 1.
 *
 * @throws {ConfigError} when both options are given.
 */
export function initialisers({ init_cfg: initCfg, pretrained }: StartOptions): InitCfg | InitCfg[] {
  if (initCfg !== null && pretrained !== null) {
    throw new ConfigError('pretrained: give either this or init_cfg, which replaces it.');
  }
  if (initCfg !== null) return initCfg as InitCfg | InitCfg[];
  if (pretrained !== null) return { type: 'Pretrained', checkpoint: pretrained };
  return [
    { type: 'Kaiming', layer: 'Conv2d' },
    { type: 'Constant', val: 1, layer: ['_BatchNorm', 'GroupNorm'] },
  ];
}
