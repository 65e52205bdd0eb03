/** @module Old options of transformers, as mmcv reads them. */
import { type ConfigObject, isObject } from '../../value.js';
import type { NewOptions, Rewrite } from './rewrite.js';

const NETWORKS = /(^|\.)ffn_cfgs(\.\d+)?$/;

/** Options of a layer for its one feed-forward network; for a list of them there is no telling which is meant. */
const ofNetwork = (key: string, option: string): Rewrite => ({
  in: ['BaseTransformerLayer'],
  key,
  to: (value, { ffn_cfgs: network }): NewOptions | undefined => {
    if (Array.isArray(network)) return undefined;
    if (isObject(network)) return { [`ffn_cfgs.${option}`]: value };
    return { ffn_cfgs: { type: 'FFN', [option]: value } };
  },
  wins: true,
  why: 'mmcv has it in ffn_cfgs, and takes the old one where both are given',
});

const isNetwork = (holder: ConfigObject): boolean => holder.type === undefined || holder.type === 'FFN';

const inNetwork = (key: string, option: string): Rewrite => ({
  in: NETWORKS,
  key,
  to: (value, holder) => (isNetwork(holder) ? { [option]: value } : undefined),
  why: 'mmcv calls it so now',
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
        : 'sets the share of dropout_layer, which is null. Write attn_drop instead.',
    wins: true,
    why: 'mmcv sets the weights and the output apart, and takes the old one where both are given',
  },
];
