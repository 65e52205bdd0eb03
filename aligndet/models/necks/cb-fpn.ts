/**
 * @module One feature pyramid with shared weights for all backbones of a composite: CBNetV2,
 * https://arxiv.org/abs/2107.00420, section 3.3.
 */
import { ConfigError, defineComponent } from '../../core/index.js';
import { type Tensor4D, tidy } from '../../engine/index.js';
import { Module } from '../../nn/index.js';
import { FPN, fpnSchema } from './fpn.js';
import type { CompositeNeck } from './neck.js';

export class CbFpn extends Module implements CompositeNeck {
  readonly #fpn: FPN;
  /** Maps of one backbone. */
  readonly #numMaps: number;

  /** @param numMaps number of maps per backbone. */
  constructor(fpn: FPN, numMaps: number) {
    super(fpn.initCfg);
    this.#fpn = fpn;
    this.#numMaps = numMaps;
    for (const [name, child] of fpn.children()) this.child(name, child); // with its own names
  }

  forward(maps: readonly Tensor4D[]): Tensor4D[] {
    return this.#fpn.forward(this.byBackbone(maps).at(-1)!);
  }

  pyramids(maps: readonly Tensor4D[]): Tensor4D[][] {
    return tidy(() => this.byBackbone(maps).map((ofBackbone) => this.#fpn.forward(ofBackbone)));
  }

  byBackbone(maps: readonly Tensor4D[]): Tensor4D[][] {
    const width = this.#numMaps;
    if (maps.length === 0 || maps.length % width !== 0) {
      throw new ConfigError(
        `CBFPN.in_channels has ${width} entries, so each backbone of a composite must return as many maps; the total is ${maps.length}.`,
      );
    }
    return Array.from({ length: maps.length / width }, (_, i) => maps.slice(i * width, (i + 1) * width));
  }
}

export const cbFpn = defineComponent({
  type: 'CBFPN',
  schema: fpnSchema,
  build: (options) => new CbFpn(new FPN(options), options.in_channels.length),
});
