/**
 * @module Components of models that configs may name and are checked against, but that this version cannot build.
 * Building one moves it to the folder of its slot, with a `build`.
 */
import { Registry } from '../../core/index.js';
import { detr } from './detr.js';
import { detrHead } from './detr-head.js';
import {
  bboxL1Cost,
  classificationCost,
  crossEntropyLossCost,
  diceCost,
  focalLossCost,
  hungarianAssigner,
  iouCost,
} from './matching.js';
import { mobileNetV2 } from './mobilenet-v2.js';
import { learnedPositionalEncoding, sinePositionalEncoding } from './positional-encodings.js';
import { pyramidVisionTransformer, pyramidVisionTransformerV2 } from './pyramid-vision-transformer.js';
import {
  baseTransformerLayer,
  detrTransformerDecoder,
  detrTransformerDecoderLayer,
  detrTransformerEncoder,
  ffn,
  multiheadAttention,
  transformer,
} from './transformer.js';

export const declaredDetectors = [detr] as const;
export const declaredBackbones = [mobileNetV2, pyramidVisionTransformer, pyramidVisionTransformerV2] as const;
export const declaredDenseHeads = [detrHead] as const;
export const declaredAssigners = [hungarianAssigner] as const;
export const declaredMatchCosts = [
  bboxL1Cost,
  classificationCost,
  crossEntropyLossCost,
  diceCost,
  focalLossCost,
  iouCost,
] as const;
export const declaredTransformers = [transformer] as const;
export const declaredSequences = [detrTransformerDecoder, detrTransformerEncoder] as const;
export const declaredLayers = [baseTransformerLayer, detrTransformerDecoderLayer] as const;
export const declaredAttentions = [multiheadAttention] as const;
export const declaredFeedforwardNetworks = [ffn] as const;
export const declaredEncodings = [learnedPositionalEncoding, sinePositionalEncoding] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    'detector:declared': typeof declaredDetectors;
    'backbone:declared': typeof declaredBackbones;
    'dense_head:declared': typeof declaredDenseHeads;
    'assigner:declared': typeof declaredAssigners;
    'match_cost:declared': typeof declaredMatchCosts;
    'transformer:declared': typeof declaredTransformers;
    'transformer_layer_sequence:declared': typeof declaredSequences;
    'transformer_layer:declared': typeof declaredLayers;
    'attention:declared': typeof declaredAttentions;
    'feedforward_network:declared': typeof declaredFeedforwardNetworks;
    'positional_encoding:declared': typeof declaredEncodings;
  }
}

export const declaredModelRegistries: readonly Registry[] = [
  new Registry('detector', declaredDetectors),
  new Registry('backbone', declaredBackbones),
  new Registry('dense_head', declaredDenseHeads),
  new Registry('assigner', declaredAssigners),
  new Registry('match_cost', declaredMatchCosts),
  new Registry('transformer', declaredTransformers),
  new Registry('transformer_layer_sequence', declaredSequences),
  new Registry('transformer_layer', declaredLayers),
  new Registry('attention', declaredAttentions),
  new Registry('feedforward_network', declaredFeedforwardNetworks),
  new Registry('positional_encoding', declaredEncodings),
];
