import { type ConfigOf, Registry } from '../../core/index.js';
import { ffn } from './feed-forward.js';
import { detrTransformerDecoder, detrTransformerEncoder } from './layer-sequences.js';
import { multiheadAttention } from './multihead-attention.js';
import { transformer } from './transformer.js';
import { baseTransformerLayer, detrTransformerDecoderLayer } from './transformer-layers.js';

export type { Attention, AttentionCall } from './attention.js';
export { FeedForward, type FeedForwardNetwork, type FeedForwardOptions } from './feed-forward.js';
export { LayerSequence, type TransformerLayerSequence } from './layer-sequences.js';
export { MultiheadAttention, type MultiheadAttentionOptions } from './multihead-attention.js';
export { Transformer, type TransformerOutputs } from './transformer.js';
export { BaseTransformerLayer, type LayerCall, type TransformerLayer } from './transformer-layer.js';

/** All built-in transformers and their layers. */
export const transformers = [transformer] as const;
export const layerSequences = [detrTransformerDecoder, detrTransformerEncoder] as const;
export const transformerLayers = [baseTransformerLayer, detrTransformerDecoderLayer] as const;
export const attentions = [multiheadAttention] as const;
export const feedForwardNetworks = [ffn] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    transformer: typeof transformers;
    transformer_layer_sequence: typeof layerSequences;
    transformer_layer: typeof transformerLayers;
    attention: typeof attentions;
    feedforward_network: typeof feedForwardNetworks;
  }
}

export type TransformerConfig = ConfigOf<(typeof transformers)[number]>;

export const transformerRegistries: readonly Registry[] = [
  new Registry('transformer', transformers),
  new Registry('transformer_layer_sequence', layerSequences),
  new Registry('transformer_layer', transformerLayers),
  new Registry('attention', attentions),
  new Registry('feedforward_network', feedForwardNetworks),
];
