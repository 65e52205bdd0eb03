/**
 * @module Linear layers per position: mmcv's `FFN`; https://arxiv.org/abs/1706.03762, section 3.3. Dims: C channels.
 */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { type Tensor, tidy } from '../../engine/index.js';
import {
  type ActCfg,
  Activation,
  actCfgSchema,
  Dropout,
  type DropPath,
  type InitCfg,
  initCfgOption,
  type Layer,
  Linear,
  Module,
  Sequential,
} from '../../nn/index.js';
import { branchDropout, branchDropoutSchema, fraction } from './branch-dropout.js';

export interface FeedForwardNetwork extends Module {
  /** @param x `[..., C]`. @param identity input of the residual connection; default: `x`. @returns `[..., C]`. */
  forward<T extends Tensor>(x: T, identity?: T): T;
}

declare module '../../core/registry.js' {
  interface Slots {
    feedforward_network: FeedForwardNetwork;
  }
}

export interface FeedForwardOptions {
  readonly channels: number;
  readonly hiddenChannels: number;
  /** Number of linear layers, 2 or more. */
  readonly numLayers?: number;
  readonly actCfg: ActCfg;
  readonly dropRate: number;
  /** Dropout of the residual branch. */
  readonly branchDropout?: Dropout | DropPath;
  readonly hasShortcut: boolean;
  readonly initCfg?: InitCfg | readonly InitCfg[] | null;
}

export class FeedForward extends Module implements FeedForwardNetwork {
  readonly #layers: Sequential;
  readonly #branchDropout: Dropout | DropPath | undefined;
  readonly #hasShortcut: boolean;

  constructor(options: FeedForwardOptions) {
    super(options.initCfg);
    const { channels, hiddenChannels, numLayers = 2, actCfg, dropRate, branchDropout: dropout } = options;
    const hidden = Array.from({ length: numLayers - 1 }, (_, i) => {
      const linear = new Linear(i === 0 ? channels : hiddenChannels, hiddenChannels);
      return new Sequential([linear, new Activation(actCfg), new Dropout(dropRate)] as Layer[]);
    });
    const out = [new Linear(hiddenChannels, channels), new Dropout(dropRate)] as Layer[];
    this.#layers = this.child('layers', new Sequential([...hidden, ...out]));
    if (dropout !== undefined) this.#branchDropout = this.child<Dropout | DropPath>('dropout_layer', dropout);
    this.#hasShortcut = options.hasShortcut;
  }

  forward<T extends Tensor>(x: T, identity: T = x): T {
    return tidy(() => {
      const out = this.#layers.forward(x);
      const branch = this.#branchDropout?.forward(out) ?? out;
      return this.#hasShortcut ? identity.add<T>(branch) : branch;
    });
  }
}

export const ffn = defineComponent({
  type: 'FFN',
  schema: z.strictObject({
    /** Width of the embeddings; default: that of the layer around it, or 256. */
    embed_dims: z.int().positive().optional(),
    /** Width of the hidden layers. */
    feedforward_channels: z.int().positive().default(1024),
    /** Number of linear layers. */
    num_fcs: z.int().min(2).default(2),
    /** Activation. */
    act_cfg: actCfgSchema.prefault({ type: 'ReLU', inplace: true }),
    /** Dropout rate of the outputs of each layer. */
    ffn_drop: fraction.default(0),
    /** Dropout of the residual branch. */
    dropout_layer: branchDropoutSchema.nullable().default(null),
    /** Whether there is a residual connection. */
    add_identity: z.boolean().default(true),
    /** Initialization of weights; a `Transformer` around it has its own. */
    init_cfg: initCfgOption.nullable().default(null),
  }),
  build: (options) =>
    new FeedForward({
      channels: options.embed_dims ?? 256,
      hiddenChannels: options.feedforward_channels,
      numLayers: options.num_fcs,
      actCfg: options.act_cfg,
      dropRate: options.ffn_drop,
      branchDropout: branchDropout(options.dropout_layer),
      hasShortcut: options.add_identity,
      initCfg: options.init_cfg,
    }),
});
