/** @module Converts the model of a config of mmdetection 3.x: most modules have the same options in both versions. */
import { type ConfigObject, type ConfigValue, isObject } from '../../value.js';
import type { Leftovers } from './leftovers.js';
import type { Preprocessing } from './pipelines.js';

/** Detectors that 3.x composes of other modules. */
const REBUILT = [
  'DETR',
  'ConditionalDETR',
  'DABDETR',
  'DeformableDETR',
  'DINO',
  'DDQDETR',
  'MaskFormer',
  'Mask2Former',
];

export function modelOf(
  { model }: ConfigObject,
  left: Leftovers,
): { model?: ConfigObject; steps: Preprocessing } {
  if (!isObject(model)) return { steps: { norm: undefined, padSizeDivisor: 1 } };
  const { data_preprocessor: preprocessor, ...rest } = model;
  const plain = plainNames(rest) as ConfigObject;
  if (REBUILT.includes(String(plain.type))) {
    left.add(
      'model',
      `3.x composes ${plain.type} of other modules than 2.x; use the model of a config of 2.x`,
    );
  }
  return { model: plain, steps: stepsOf(preprocessor, left) };
}

function stepsOf(value: ConfigValue | undefined, left: Leftovers): Preprocessing {
  if (!isObject(value)) return { norm: undefined, padSizeDivisor: 1 };
  const path = 'model.data_preprocessor';
  const { type, mean, std, bgr_to_rgb: toRgb, rgb_to_bgr: toBgr, pad_size_divisor: divisor, ...rest } = value;
  const {
    pad_mask: _,
    mask_pad_value: __,
    pad_value: padValue,
    pad_seg: ___,
    seg_pad_value: ____,
    boxtype2tensor: _____,
    ...others
  } = rest;
  left.addAll({ rgb_to_bgr: toBgr, ...others }, path);
  if (typeof padValue === 'number' && padValue !== 0)
    left.add(`${path}.pad_value`, 'images are padded with 0');
  if (String(type).replace(/^mmdet\./, '') !== 'DetDataPreprocessor')
    left.add(`${path}.type`, `${type} has no counterpart`);
  const norm = Array.isArray(mean) ? { mean, std, to_rgb: toRgb === true } : undefined;
  return { norm, padSizeDivisor: typeof divisor === 'number' ? divisor : 1 };
}

/** Removes scope prefixes, and moves the costs of assigners to where 2.x has them. */
function plainNames(value: ConfigValue): ConfigValue {
  if (Array.isArray(value)) return value.map(plainNames);
  if (!isObject(value)) return value;
  const { use_box_type: _, _scope_: __, ...rest } = value;
  const plain: ConfigObject = Object.fromEntries(
    Object.entries(rest).map(([key, item]) => [
      key,
      key === 'type' && typeof item === 'string'
        ? item.replace(/^(mmdet|mmcv|mmengine)\./, '')
        : plainNames(item),
    ]),
  );
  return plain.type === 'HungarianAssigner' ? withCosts(plain) : plain;
}

const COSTS: Readonly<Record<string, string>> = { BBoxL1Cost: 'reg_cost', IoUCost: 'iou_cost' };

function withCosts({ match_costs: costs, ...rest }: ConfigObject): ConfigObject {
  if (!Array.isArray(costs)) return rest;
  const named = costs.filter(isObject).map((cost) => [COSTS[String(cost.type)] ?? 'cls_cost', cost]);
  return { ...rest, ...Object.fromEntries(named) };
}
