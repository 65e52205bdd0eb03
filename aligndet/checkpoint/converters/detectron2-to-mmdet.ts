/** @module mmdetection's convert_detectron2_to_mmdet_mask-rcnn: Mask R-CNN and PointRend of Detectron2. */
import { PyDict, type PyValue } from '../pickle/values.js';
import { assertConverted, type Conversion, namedTensors } from './conversion.js';
import { tensorFromNumpy } from './numpy-tensor.js';

/** A name that only Detectron2 uses; names with "rpn" or "roi_heads" exist in other projects too. */
const MARK = /^(backbone\.(bottom_up|fpn_(lateral|output)\d)|proposal_generator)\./;

/**
 * Names without counterpart are dropped and reported. The published tool stores them under the previous name, which
 * overwrites a weight.
 */
export function detectron2ToMmdet(model: PyValue): Conversion {
  const state = new PyDict([], 'OrderedDict');
  const lines: string[] = [];
  const tensors = namedTensors(model, ['model', undefined]);
  const isOwn = tensors.some(([name]) => MARK.test(name));
  for (const [name, value] of isOwn ? tensors : []) {
    if (name.includes('pixel') || isAnchor(name)) continue;
    const renamed = rename(name);
    if (renamed === undefined) {
      lines.push(`${name} is not converted!!`);
      continue;
    }
    state.set(renamed, tensorFromNumpy(name, value));
    lines.push(`${name} => ${renamed}`);
  }
  assertConverted(state, model, 'a detector of Detectron2');
  return {
    checkpoint: new PyDict([
      ['state_dict', state],
      ['meta', new PyDict()],
    ]),
    lines,
  };
}

function isAnchor(name: string): boolean {
  return name.includes('proposal_generator.anchor_generator') && !/backbone\.(fpn_|bottom_up)/.test(name);
}

/** @returns `undefined` for a name without counterpart. */
function rename(name: string): string | undefined {
  const parts = name.split('.');
  if (/backbone\.fpn_(lateral|output)/.test(name)) return renameNeck(name, parts);
  if (name.includes('backbone.bottom_up.stem.conv1.norm.')) return `backbone.bn1.${parts.at(-1)}`;
  if (name.includes('backbone.bottom_up.stem.conv1.')) return `backbone.conv1.${parts.at(-1)}`;
  if (name.includes('backbone.bottom_up.res')) return renameBackbone(parts);
  if (name.includes('rpn')) return renameRpn(parts);
  return name.includes('roi_heads') ? renameRoiHead(name, parts) : undefined;
}

/** `backbone.fpn_lateral2.norm.weight` to `neck.lateral_convs.0.bn.weight`. */
function renameNeck(name: string, parts: readonly string[]): string {
  const list = name.includes('fpn_lateral') ? 'lateral_convs' : 'fpn_convs';
  const layer = name.includes('norm') ? 'bn' : 'conv';
  return `neck.${list}.${lastDigit(parts[1]) - 2}.${layer}.${parts.at(-1)}`;
}

/** `backbone.bottom_up.res2.0.conv1.norm.weight` to `backbone.layer1.0.bn1.weight`. */
function renameBackbone(parts: readonly string[]): string | undefined {
  const [last, secondLast = '', thirdLast = ''] = [...parts].reverse();
  const block = `backbone.layer${lastDigit(parts[2]) - 1}.${parts[3]}`;
  if (parts[4]?.includes('shortcut')) {
    if (secondLast === 'shortcut') return `${block}.downsample.0.${last}`;
    return thirdLast === 'shortcut' ? `${block}.downsample.1.${last}` : undefined;
  }
  if (secondLast.includes('conv')) return `${block}.conv${lastDigit(secondLast)}.${last}`;
  return secondLast === 'norm' ? `${block}.bn${lastDigit(thirdLast)}.${last}` : undefined;
}

function renameRpn(parts: readonly string[]): string | undefined {
  const [, , part = ''] = parts;
  const last = parts.at(-1);
  if (part.includes('conv')) return `rpn_head.rpn_conv.${last}`;
  if (part.includes('objectness_logits')) return `rpn_head.rpn_cls.${last}`;
  return part.includes('anchor_deltas') ? `rpn_head.rpn_reg.${last}` : undefined;
}

function renameRoiHead(name: string, parts: readonly string[]): string | undefined {
  const [, head, part = ''] = parts;
  const last = parts.at(-1);
  const index = lastDigit(part) - 1;
  const layer = parts.includes('norm') ? 'bn' : 'conv';
  if (head === 'box_head' && part.includes('conv'))
    return `roi_head.bbox_head.shared_convs.${index}.${layer}.${last}`;
  if (head === 'box_head' && part.includes('fc')) return `roi_head.bbox_head.shared_fcs.${index}.${last}`;
  if (part === 'cls_score') return `roi_head.bbox_head.fc_cls.${last}`;
  if (part === 'bbox_pred') return `roi_head.bbox_head.fc_reg.${last}`;
  if (part.includes('mask_fcn')) return `roi_head.mask_head.convs.${index}.${layer}.${last}`;
  if (part.includes('deconv')) return `roi_head.mask_head.upsample.${last}`;
  if (name.includes('roi_heads.mask_head.predictor')) return `roi_head.mask_head.conv_logits.${last}`;
  return renamePointRend(name, head, index, last);
}

function renamePointRend(
  name: string,
  head: string,
  index: number,
  last: string | undefined,
): string | undefined {
  if (name.includes('mask_coarse_head.reduce_spatial_dim_conv'))
    return `roi_head.mask_head.downsample_conv.conv.${last}`;
  if (name.includes('mask_coarse_head.prediction')) return `roi_head.mask_head.fc_logits.${last}`;
  if (head === 'mask_coarse_head') return `roi_head.mask_head.fcs.${index}.${last}`;
  if (name.includes('mask_point_head.predictor')) return `roi_head.point_head.fc_logits.${last}`;
  return head === 'mask_point_head' ? `roi_head.point_head.fcs.${index}.conv.${last}` : undefined;
}

function lastDigit(part: string): number {
  return Number(part.at(-1));
}
