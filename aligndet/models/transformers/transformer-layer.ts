/**
 * @module One layer of a transformer of attentions, feed-forward networks and norms, in any order: mmcv's
 * `BaseTransformerLayer`; https://arxiv.org/abs/2005.12872, appendix A.3. Dims: B images, N queries, M keys, C
 * channels; rows have the layout of the attentions.
 */
import { ConfigError } from '../../core/index.js';
import { type Tensor2D, type Tensor3D, tidy } from '../../engine/index.js';
import { type InitCfg, LayerNorm, Module, ModuleList, type NormCfg, normLayer } from '../../nn/index.js';
import type { Attention, AttentionCall } from './attention.js';
import type { FeedForwardNetwork } from './feed-forward.js';

export interface LayerCall
  extends Pick<AttentionCall, 'query' | 'key' | 'value' | 'queryPos' | 'keyPos' | 'keyMask'> {
  /** One of `[N, keys]` for each attention, added to its scores. */
  readonly attentionMasks?: readonly (Tensor2D | undefined)[];
  /** `[B, N]`, the `keyMask` of self-attention. */
  readonly queryMask?: Tensor2D;
}

/** The operations of a layer, in order. */
export type Operation = 'self_attn' | 'norm' | 'ffn' | 'cross_attn';

export interface TransformerLayer extends Module {
  readonly channels: number;
  /** Whether it is a pre-norm layer. */
  readonly isPreNorm: boolean;
  /** Whether the batch dimension comes first. */
  readonly batchFirst: boolean;
  /** @returns `[N, B, C]`. */
  forward(call: LayerCall): Tensor3D;
}

declare module '../../core/registry.js' {
  interface Slots {
    transformer_layer: TransformerLayer;
  }
}

export interface TransformerLayerModules {
  readonly order: readonly Operation[];
  /** One per element of `order`, at least one. */
  readonly attentions: readonly Attention[];
  readonly feedForwards: readonly FeedForwardNetwork[];
  readonly normCfg: NormCfg;
  readonly batchFirst: boolean;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class BaseTransformerLayer extends Module implements TransformerLayer {
  readonly channels: number;
  readonly isPreNorm: boolean;
  readonly batchFirst: boolean;
  readonly #order: readonly Operation[];
  readonly #attentions: readonly Attention[];
  readonly #feedForwards: readonly FeedForwardNetwork[];
  readonly #norms: readonly LayerNorm[];

  constructor({ order, attentions, feedForwards, normCfg, batchFirst, initCfg }: TransformerLayerModules) {
    super(initCfg);
    this.channels = attentions[0].channels;
    this.isPreNorm = order[0] === 'norm';
    this.batchFirst = batchFirst;
    this.#order = order;
    this.#attentions = this.child('attentions', new ModuleList(attentions)).modules;
    this.#feedForwards = this.child('ffns', new ModuleList(feedForwards)).modules;
    const norms = order
      .filter((operation) => operation === 'norm')
      .map(() => rowNorm(normCfg, this.channels));
    this.#norms = this.child('norms', new ModuleList(norms)).modules;
  }

  forward({
    query: start,
    key,
    value,
    queryPos,
    keyPos,
    attentionMasks,
    queryMask,
    keyMask,
  }: LayerCall): Tensor3D {
    return tidy(() => {
      const done = { attentions: 0, feedForwards: 0, norms: 0 };
      let query = start;
      let identity = start;
      for (const operation of this.#order) {
        const shortcut = this.isPreNorm ? identity : undefined;
        if (operation === 'norm') query = this.#norms[done.norms++].forward(query);
        else if (operation === 'ffn')
          query = this.#feedForwards[done.feedForwards++].forward(query, shortcut);
        else {
          const attentionMask = attentionMasks?.[done.attentions];
          const own = { query, identity: shortcut, queryPos, attentionMask };
          query = this.#attentions[done.attentions++].forward(
            operation === 'self_attn'
              ? { ...own, keyPos: queryPos, keyMask: queryMask }
              : { ...own, key, value, keyPos, keyMask },
          );
          identity = query; // not the output of a feed-forward network, as published
        }
      }
      return query;
    });
  }
}

/** @throws {ConfigError} for a norm that does not apply to rows. */
export function rowNorm(config: NormCfg, channels: number): LayerNorm {
  const { norm } = normLayer(config, channels);
  if (norm instanceof LayerNorm) return norm;
  throw new ConfigError(`norm_cfg: transformer layers support LN, but not ${config.type}.`);
}
