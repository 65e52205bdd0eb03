/** @module Converts pipelines of mmdetection 3.x: the work of its data preprocessor is done by transforms here. */
import { type ConfigObject, type ConfigValue, isObject } from '../../value.js';
import type { Leftovers } from './leftovers.js';

/** The settings of `model.data_preprocessor`. */
export interface Preprocessing {
  /** `{ mean, std, to_rgb }`; absent where images are not normalized. */
  readonly norm: ConfigObject | undefined;
  /** Width and height are padded to multiples of this many pixels. */
  readonly padSizeDivisor: number;
}

type Convert = (options: ConfigObject, path: string, left: Leftovers) => ConfigObject | ConfigObject[];

const swapped = (size: ConfigValue): ConfigValue => (Array.isArray(size) ? [size[1], size[0]] : size);

/** Removes keys of file backends. */
function withoutBackend({ backend_args: backend, ...rest }: ConfigObject, path: string, left: Leftovers) {
  if (backend !== null && backend !== undefined) {
    left.add(`${path}.backend_args`, 'images are read from disk; mount an object store and use its path');
  }
  return rest;
}

const mosaicLike: Convert = ({ img_scale: size, ...rest }) =>
  size === undefined ? rest : { ...rest, img_scale: swapped(size) };

/** Transforms whose options differ between the versions. */
const converters: Readonly<Record<string, Convert>> = {
  LoadImageFromFile: withoutBackend,
  LoadAnnotations: (options, path, left) => {
    const {
      box_type: boxType,
      reduce_zero_label: reduces,
      ignore_index: ignored,
      ...rest
    } = withoutBackend(options, path, left);
    if (boxType !== undefined && boxType !== 'hbox')
      left.add(`${path}.box_type`, 'only horizontal boxes are supported');
    left.addAll({ reduce_zero_label: reduces, ignore_index: ignored }, path);
    return rest;
  },
  Resize: ({ scale, scale_factor: factor, ...rest }, path, left) => {
    if (factor !== undefined && factor !== null) left.add(`${path}.scale_factor`, 'set img_scale instead');
    return {
      ...rest,
      ...(scale !== undefined && { img_scale: scale }),
      keep_ratio: rest.keep_ratio ?? false,
    };
  },
  RandomResize: ({ scale, ratio_range: ratios, resize_type: _, ...rest }) => ({
    ...rest,
    type: 'Resize',
    img_scale: scale,
    ...(Array.isArray(scale) && Array.isArray(scale[0]) && { multiscale_mode: 'range' }),
    ...(ratios !== undefined && ratios !== null && { ratio_range: ratios }),
    keep_ratio: rest.keep_ratio ?? false,
  }),
  RandomChoiceResize: ({ scales, resize_type: _, ...rest }) => ({
    ...rest,
    type: 'Resize',
    img_scale: scales,
    multiscale_mode: 'value',
    keep_ratio: rest.keep_ratio ?? false,
  }),
  RandomFlip: ({ prob, ...rest }) => ({ ...rest, ...(prob !== undefined && { flip_ratio: prob }) }),
  RandomCrop: ({ crop_size: size, ...rest }) => {
    const isRange = typeof rest.crop_type === 'string' && rest.crop_type.endsWith('_range');
    return { ...rest, crop_size: isRange ? size : swapped(size) };
  },
  Pad: ({ size, ...rest }) => ({ ...rest, ...(size !== undefined && { size: swapped(size) }) }),
  Mosaic: mosaicLike,
  MixUp: mosaicLike,
  CachedMosaic: (options, path, left) => {
    const { use_cached: _, max_cached_images: __, random_pop: ___, ...rest } = options;
    left.add(path, 'replaced by Mosaic, which has no cache');
    return { ...mosaicLike(rest, path, left), type: 'Mosaic' };
  },
  RandomChoice: ({ transforms, prob, ...rest }, path, left) => {
    left.addAll({ prob }, path);
    return { ...rest, type: 'AutoAugment', policies: nested(transforms, path, left) };
  },
};

function nested(policies: ConfigValue, path: string, left: Leftovers): ConfigValue {
  if (!Array.isArray(policies)) return policies;
  return policies.map((policy, i) =>
    Array.isArray(policy)
      ? policy.flatMap((each, j) => converted(each, `${path}.transforms.${i}.${j}`, left))
      : converted(policy, `${path}.transforms.${i}`, left),
  );
}

function converted(transform: ConfigValue, path: string, left: Leftovers): ConfigValue[] {
  if (!isObject(transform)) return [transform];
  const { type, ...options } = transform;
  const name = String(type).replace(/^(mmdet|mmcv)\./, '');
  const convert = Object.hasOwn(converters, name) ? converters[name] : undefined;
  const result = convert === undefined ? options : convert(options, path, left);
  return [result].flat().map((each) => ({ type: name, ...each }));
}

/** Normalization and padding, which 3.x does per batch. */
function batchSteps({ norm, padSizeDivisor }: Preprocessing): ConfigObject[] {
  return [
    ...(norm === undefined ? [] : [{ type: 'Normalize', ...norm }]),
    ...(padSizeDivisor > 1 ? [{ type: 'Pad', size_divisor: padSizeDivisor }] : []),
  ];
}

/** Keys to collect for training, by what `LoadAnnotations` loads. */
function collectedKeys(pipeline: readonly ConfigValue[]): string[] {
  const loading = pipeline.find((each) => isObject(each) && each.type === 'LoadAnnotations') as
    | ConfigObject
    | undefined;
  const optional: [option: string, key: string][] = [
    ['with_mask', 'gt_masks'],
    ['with_seg', 'gt_semantic_seg'],
  ];
  const further = optional.filter(([option]) => loading?.[option] === true).map(([, key]) => key);
  const labels = loading?.with_label === false ? [] : ['gt_labels'];
  return ['img', 'gt_bboxes', ...labels, ...further];
}

export function trainPipeline(
  pipeline: readonly ConfigValue[],
  steps: Preprocessing,
  path: string,
  left: Leftovers,
): ConfigValue[] {
  const all = pipeline.flatMap((each, i) => converted(each, `${path}.${i}`, left));
  return all.flatMap((each) => {
    if (!isObject(each) || each.type !== 'PackDetInputs') return [each];
    const keys = collectedKeys(all);
    return [...batchSteps(steps), { type: 'DefaultFormatBundle' }, { type: 'Collect', keys }];
  });
}

/** The transforms before the test-time augmentation. */
const LOADERS = ['LoadImageFromFile', 'LoadProposals'];

export function testPipeline(
  pipeline: readonly ConfigValue[],
  steps: Preprocessing,
  path: string,
  left: Leftovers,
): ConfigValue[] {
  const all = pipeline.flatMap((each, i) => converted(each, `${path}.${i}`, left)) as ConfigObject[];
  const loading = all.filter(({ type }) => LOADERS.includes(String(type)));
  const resizing = all.find(({ type }) => type === 'Resize');
  const isOwn = ({ type }: ConfigObject) =>
    ![...LOADERS, 'LoadAnnotations', 'Resize', 'PackDetInputs', 'RandomFlip'].includes(String(type));
  const { img_scale: scale, type: _, ...resize } = resizing ?? {};
  const size: ConfigObject = scale === undefined ? { scale_factor: 1 } : { img_scale: scale };
  const transforms = [
    ...(resizing === undefined ? [] : [{ type: 'Resize', ...resize }]),
    { type: 'RandomFlip' },
    ...all.filter(isOwn),
    ...batchSteps(steps),
    { type: 'ImageToTensor', keys: ['img'] },
    { type: 'Collect', keys: ['img'] },
  ];
  return [...loading, { type: 'MultiScaleFlipAug', ...size, flip: false, transforms }];
}
