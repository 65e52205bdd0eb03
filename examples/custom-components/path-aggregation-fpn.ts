/**
 * @module A neck: path aggregation, https://arxiv.org/abs/1803.01534, section 3.1. A feature pyramid, and behind it a path
 * from fine to coarse maps. Weights have the names of mmdetection's `PAFPN`. Maps are `[B, H, W, C]`, L levels.
 */
import {
  ConfigError,
  ConvModule,
  defineComponent,
  type InitCfg,
  initCfgOption,
  interpolate,
  Module,
  maxPool2d,
  type Neck,
  PlainModuleList,
  type Tensor4D,
  tidy,
  z,
} from 'aligndet/components';

const schema = z.strictObject({
  /** Width of each map that comes in. */
  in_channels: z.array(z.int().positive()).min(1),
  /** Width of each map that goes out. */
  out_channels: z.int().positive(),
  /** Number of maps that go out; those beyond the pyramid are pooled. */
  num_outs: z.int().positive(),
  /** Initialization. */
  init_cfg: initCfgOption.nullable().prefault({ type: 'Xavier', layer: 'Conv2d', distribution: 'uniform' }),
});

class PathAggregationFpn extends Module implements Neck {
  readonly #laterals: readonly ConvModule[];
  readonly #outputs: readonly ConvModule[];
  readonly #down: readonly ConvModule[];
  readonly #aggregated: readonly ConvModule[];
  readonly #numOuts: number;

  constructor({
    in_channels: inputs,
    out_channels: width,
    num_outs: numOuts,
    init_cfg,
  }: z.output<typeof schema>) {
    super(init_cfg as InitCfg | InitCfg[] | null);
    if (numOuts < inputs.length) {
      throw new ConfigError(
        `num_outs: expected at least ${inputs.length}, one for each map, but got ${numOuts}.`,
      );
    }
    this.#numOuts = numOuts;
    const conv3x3 = (stride = 1) => new ConvModule(width, width, 3, { padding: 1, stride, actCfg: null });
    const list = (name: string, modules: ConvModule[]) =>
      this.child(name, new PlainModuleList(modules)).modules;
    this.#laterals = list(
      'lateral_convs',
      inputs.map((channels) => new ConvModule(channels, width, 1, { actCfg: null })),
    );
    this.#outputs = list(
      'fpn_convs',
      inputs.map(() => conv3x3()),
    );
    this.#down = list(
      'downsample_convs',
      inputs.slice(1).map(() => conv3x3(2)),
    );
    this.#aggregated = list(
      'pafpn_convs',
      inputs.slice(1).map(() => conv3x3()),
    );
  }

  /** @param maps L of `[B, H, W, C]`, fine ones first. */
  forward(maps: readonly Tensor4D[]): Tensor4D[] {
    return tidy(() => {
      const laterals = maps.map((map, i) => this.#laterals[i].forward(map));
      for (let i = laterals.length - 1; i > 0; i--) {
        const [, height, width] = laterals[i - 1].shape;
        laterals[i - 1] = laterals[i - 1].add(
          interpolate(laterals[i], { mode: 'nearest', size: [height, width] }),
        );
      }
      const pyramid = laterals.map((lateral, i) => this.#outputs[i].forward(lateral));
      for (let i = 1; i < pyramid.length; i++) {
        pyramid[i] = pyramid[i].add(this.#down[i - 1].forward(pyramid[i - 1]));
      }
      const outs = pyramid.map((map, i) => (i === 0 ? map : this.#aggregated[i - 1].forward(map)));
      while (outs.length < this.#numOuts) outs.push(maxPool2d(outs[outs.length - 1], 1, { stride: 2 }));
      return outs;
    });
  }
}

export const pathAggregationFpn = defineComponent({
  slot: 'neck',
  type: 'PathAggregationFPN',
  schema,
  build: (options) => new PathAggregationFpn(options),
});

declare module 'aligndet' {
  interface Components {
    PathAggregationFPN: typeof pathAggregationFpn;
  }
}
