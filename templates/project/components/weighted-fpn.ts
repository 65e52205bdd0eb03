/**
 * A neck of your own: a feature pyramid that learns how much of each coarser map to add, as BiFPN does
 * (https://arxiv.org/abs/1911.09070, section 3.3). Change it, or put another component beside it.
 *
 * Maps are `[B, H, W, C]`, finest first.
 */
import {
  ConvModule,
  defineComponent,
  interpolate,
  Module,
  maxPool2d,
  Parameter,
  PlainModuleList,
  z,
} from 'aligndet/components';
import { relu, type Tensor4D, tidy } from 'aligndet/engine';

/** Keeps the fractions finite when both weights are zero. */
const EPSILON = 1e-4;

const schema = z.strictObject({
  /** Width of each map that comes in. */
  in_channels: z.array(z.int().positive()).min(1),
  /** Width of each map that goes out. */
  out_channels: z.int().positive(),
  /** Number of maps that go out; those beyond the backbone's are pooled. */
  num_outs: z.int().positive(),
});

export class WeightedFPN extends Module {
  /** Two weights for each addition: of the finer map, and of the coarser one. */
  readonly #fusion: readonly Parameter[];
  readonly #lateral: readonly ConvModule[];
  readonly #output: readonly ConvModule[];
  readonly #numOuts: number;

  constructor({ in_channels: inputs, out_channels: width, num_outs: numOuts }: z.output<typeof schema>) {
    super({ type: 'Xavier', layer: 'Conv2d', distribution: 'uniform' });
    const normCfg = { type: 'BN', requires_grad: true } as const;
    this.#numOuts = numOuts;
    this.#fusion = inputs
      .slice(1)
      .map((_, i) => this.parameter(`fusion${i}`, new Parameter([2], { initial: 1 })));
    this.#lateral = inputs.map((channels) => new ConvModule(channels, width, 1, { normCfg }));
    this.#output = inputs.map(() => new ConvModule(width, width, 3, { normCfg, padding: 1 }));
    this.child('lateral_convs', new PlainModuleList(this.#lateral));
    this.child('fpn_convs', new PlainModuleList(this.#output));
  }

  /** @param maps of the backbone, one for each of `in_channels`. @returns `num_outs` maps of `out_channels`. */
  forward(maps: readonly Tensor4D[]): Tensor4D[] {
    return tidy(() => {
      const fused = this.#lateral.map((conv, i) => conv.forward(maps[i] as Tensor4D));
      for (let i = fused.length - 1; i > 0; i--) fused[i - 1] = this.#fuse(fused[i - 1]!, fused[i]!, i - 1);
      const outputs = this.#output.map((conv, i) => conv.forward(fused[i] as Tensor4D));
      while (outputs.length < this.#numOuts) outputs.push(maxPool2d(outputs.at(-1)!, 1, { stride: 2 }));
      return outputs;
    });
  }

  /** A weighted mean of a map and of the coarser one at its size. */
  #fuse(fine: Tensor4D, coarse: Tensor4D, i: number): Tensor4D {
    const size = [fine.shape[1], fine.shape[2]] as const;
    const weights = relu(this.#fusion[i]!.value);
    const fractions = weights.div(weights.sum().add(EPSILON)); // [2]
    const upsampled = interpolate(coarse, { mode: 'nearest', size });
    return fine.mul(fractions.slice(0, 1)).add(upsampled.mul(fractions.slice(1, 1)));
  }
}

export const weightedFpn = defineComponent({
  slot: 'neck',
  type: 'WeightedFPN',
  schema,
  build: (options) => new WeightedFPN(options),
});

/** Makes `type: 'WeightedFPN'` known to `defineConfig`, with the options above. */
declare module 'aligndet' {
  interface Components {
    WeightedFPN: typeof weightedFpn;
  }
}
