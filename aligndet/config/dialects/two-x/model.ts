/** @module Old options of detectors, backbones, necks and losses. */
import { type ConfigObject, type ConfigValue, isObject } from '../../value.js';
import type { NewOptions, Rewrite } from './rewrite.js';

/** Backbones of other projects, which name their checkpoint in `pretrained` to this day. */
const NAME_PRETRAINED = ['SwinTransformerV1', 'CBSwinTransformer'];

const pretrained = (checkpoint: ConfigValue): ConfigObject => ({ type: 'Pretrained', checkpoint });

function ofBackbone(checkpoint: ConfigValue, { backbone }: ConfigObject): NewOptions | undefined {
  if (!isObject(backbone) || typeof checkpoint !== 'string') return undefined;
  // in a detector of pre-training, the backbone is a detector itself
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
    why: 'a detector hands its checkpoint to the backbone, and init_cfg names it there',
  },
  {
    in: /^model\.(.+\.)?(backbone|shared_head)$/,
    key: 'pretrained',
    to: (checkpoint, { type }) =>
      typeof checkpoint === 'string' && !NAME_PRETRAINED.includes(String(type))
        ? { init_cfg: pretrained(checkpoint) }
        : undefined,
    why: 'init_cfg names the checkpoint',
  },
  {
    in: ['FPN', 'PAFPN'],
    key: 'extra_convs_on_inputs',
    to: (onInputs, { add_extra_convs: adds }): NewOptions =>
      adds === true ? { add_extra_convs: onInputs === false ? 'on_output' : 'on_input' } : {},
    wins: true,
    why: 'add_extra_convs says by itself what further maps come from',
  },
  {
    in: ['IoULoss'],
    key: 'linear',
    to: (isLinear): NewOptions => (isLinear === true ? { mode: 'linear' } : {}),
    wins: true,
    why: 'mode says it, and linear: true counts over it',
  },
  rename(ROI_LAYERS, 'out_size', 'output_size', 'mmcv calls it so now'),
  rename(ROI_LAYERS, 'sample_num', 'sampling_ratio', 'mmcv calls it so now'),
  rename(['DCN', 'DCNv2'], 'deformable_groups', 'deform_groups', 'mmcv calls it so now'),
];
