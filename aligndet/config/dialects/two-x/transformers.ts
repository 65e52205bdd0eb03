/** @module Deprecated options of transformers, as mmcv reads them. */
import { type ConfigObject, isObject } from '../../value.js';
import type { NewOptions, Rewrite } from './rewrite.js';

const NETWORKS = /(^|\.)ffn_cfgs(\.\d+)?$/;

/** Options of a layer for its single feed-forward network; with a list of networks they would be ambiguous. */
const ofNetwork = (key: string, option: string): Rewrite => ({
  in: ['BaseTransformerLayer'],
  key,
  to: (value, { ffn_cfgs: network }): NewOptions | undefined => {
    if (Array.isArray(network)) return undefined;
    if (isObject(network)) return { [`ffn_cfgs.${option}`]: value };
    return { ffn_cfgs: { type: 'FFN', [option]: value } };
  },
  wins: true,
  why: 'moved into ffn_cfgs in mmcv; the old option wins where both are set',
});

const isNetwork = (holder: ConfigObject): boolean => holder.type === undefined || holder.type === 'FFN';

const inNetwork = (key: string, option: string): Rewrite => ({
  in: NETWORKS,
  key,
  to: (value, holder) => (isNetwork(holder) ? { [option]: value } : undefined),
  why: 'renamed in mmcv',
});

export const transformerRewrites: readonly Rewrite[] = [
  ofNetwork('feedforward_channels', 'feedforward_channels'),
  ofNetwork('ffn_dropout', 'ffn_drop'),
  ofNetwork('ffn_num_fcs', 'num_fcs'),
  inNetwork('dropout', 'ffn_drop'),
  inNetwork('add_residual', 'add_identity'),
  {
    in: ['MultiheadAttention'],
    key: 'dropout',
    to: (fraction, { dropout_layer: layer = { type: 'Dropout' } }): NewOptions | string =>
      isObject(layer)
        ? { attn_drop: fraction, dropout_layer: { ...layer, drop_prob: fraction } }
        : 'sets the probability of dropout_layer, which is null. Set attn_drop instead.',
    wins: true,
    why: 'split in mmcv into dropout of the weights and of the output; the old option wins where both are set',
  },
];
