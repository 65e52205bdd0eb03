/**
 * @module Path aggregation: a feature pyramid with an additional bottom-up path. Liu et al.,
 * https://arxiv.org/abs/1803.01534, section 3.1; with mmdetection's options. Maps are `[B, H, W, C]`.
 */
import type { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { type Tensor4D, tidy } from '../../engine/index.js';
import { ConvModule, Module, PlainModuleList } from '../../nn/index.js';
import { FPN, fpnSchema } from './fpn.js';
import type { Neck } from './neck.js';

/** Options of mmdetection's `PAFPN`: those of FPN, but upsampling is always nearest. */
const schema = fpnSchema.omit({ upsample_cfg: true });

export class PAFPN extends Module implements Neck {
  readonly #fpn: FPN;
  readonly #downsample: readonly ConvModule[];
  readonly #output: readonly ConvModule[];

  constructor(fpn: FPN, options: z.output<typeof schema>) {
    super(fpn.initCfg);
    this.#fpn = fpn;
    const { out_channels: width, norm_cfg: normCfg, act_cfg: actCfg } = options;
    const convs = (stride: number) =>
      Array.from(
        { length: fpn.numUsed - 1 },
        () => new ConvModule(width, width, 3, { normCfg, actCfg, stride, padding: 1 }),
      );
    this.#downsample = convs(2);
    this.#output = convs(1);
    for (const [name, child] of fpn.children()) this.child(name, child); // with its own names
    this.child('downsample_convs', new PlainModuleList(this.#downsample));
    this.child('pafpn_convs', new PlainModuleList(this.#output));
  }

  forward(maps: readonly Tensor4D[]): Tensor4D[] {
    return tidy(() => {
      const { laterals, outputs } = this.#fpn.pyramid(maps);
      for (let i = 1; i < outputs.length; i++) {
        outputs[i] = outputs[i].add(this.#downsample[i - 1].forward(outputs[i - 1]));
      }
      const aggregated = outputs.map((map, i) => (i === 0 ? map : this.#output[i - 1].forward(map)));
      return this.#fpn.extend(aggregated, maps, laterals);
    });
  }
}

export const pafpn = defineComponent({
  type: 'PAFPN',
  schema,
  build: (options) => new PAFPN(new FPN({ ...options, upsample_cfg: { mode: 'nearest' } }), options),
});
