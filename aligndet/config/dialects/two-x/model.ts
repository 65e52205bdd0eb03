/** @module Deprecated options of detectors, backbones, necks and losses. */
import { type ConfigObject, type ConfigValue, isObject } from '../../value.js';
import type { NewOptions, Rewrite } from './rewrite.js';

/** Backbones of other projects, which still name their checkpoint in `pretrained`. */
const NAME_PRETRAINED = ['SwinTransformerV1', 'CBSwinTransformer'];

const pretrained = (checkpoint: ConfigValue): ConfigObject => ({ type: 'Pretrained', checkpoint });

function ofBackbone(checkpoint: ConfigValue, { backbone }: ConfigObject): NewOptions | undefined {
  if (!isObject(backbone) || typeof checkpoint !== 'string') return undefined;
  // the backbone of a pre-training detector is a detector itself
  const namesItself = isObject(backbone.backbone) || NAME_PRETRAINED.includes(String(backbone.type));
  return namesItself
    ? { 'backbone.pretrained': checkpoint }
    : { 'backbone.init_cfg': pretrained(checkpoint) };
}

const rename = (where: Rewrite['in'], from: string, to: string, why: string): Rewrite => ({
  in: where,
  key: from,
  to: (value) => ({ [to]: value }),
  why,
});

const ROI_LAYERS = ['RoIAlign', 'RoIAlignRotated'];

export const modelRewrites: readonly Rewrite[] = [
  {
    in: /^model(\.|$)/,
    key: 'pretrained',
    to: ofBackbone,
    why: 'moved to init_cfg of the backbone',
  },
  {
    in: /^model\.(.+\.)?(backbone|shared_head)$/,
    key: 'pretrained',
    to: (checkpoint, { type }) =>
      typeof checkpoint === 'string' && !NAME_PRETRAINED.includes(String(type))
        ? { init_cfg: pretrained(checkpoint) }
        : undefined,
    why: 'replaced by init_cfg',
  },
  {
    in: ['FPN', 'PAFPN'],
    key: 'extra_convs_on_inputs',
    to: (onInputs, { add_extra_convs: adds }): NewOptions =>
      adds === true ? { add_extra_convs: onInputs === false ? 'on_output' : 'on_input' } : {},
    wins: true,
    why: 'replaced by the string values of add_extra_convs',
  },
  {
    in: ['IoULoss'],
    key: 'linear',
    to: (isLinear): NewOptions => (isLinear === true ? { mode: 'linear' } : {}),
    wins: true,
    why: 'replaced by mode; linear: true wins where both are set',
  },
  rename(ROI_LAYERS, 'out_size', 'output_size', 'renamed in mmcv'),
  rename(ROI_LAYERS, 'sample_num', 'sampling_ratio', 'renamed in mmcv'),
  rename(['DCN', 'DCNv2'], 'deformable_groups', 'deform_groups', 'renamed in mmcv'),
];
