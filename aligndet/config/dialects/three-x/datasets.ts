/** @module Converts data loaders of mmdetection 3.x to `data` of 2.x. */
import { posix } from 'node:path';
import { type ConfigObject, type ConfigValue, isObject } from '../../value.js';
import type { Leftovers } from './leftovers.js';
import { type Preprocessing, testPipeline, trainPipeline } from './pipelines.js';

type Part = 'train' | 'val' | 'test';

/** Options of loaders and datasets without effect here. */
const WITHOUT_EFFECT = [
  'backend_args',
  'collate_fn',
  'indices',
  'lazy_init',
  'max_refetch',
  'persistent_workers',
  'pin_memory',
  'return_classes',
  'serialize_data',
  'test_mode',
  'verify_meta',
];

/** Samplers that correspond to the default here. */
const USUAL_SAMPLERS = ['DefaultSampler', 'InfiniteSampler', 'AspectRatioBatchSampler'];

export function dataOf(
  config: ConfigObject,
  steps: Preprocessing,
  left: Leftovers,
): ConfigObject | undefined {
  const data: ConfigObject = {};
  for (const part of ['train', 'val', 'test'] as const) {
    const name = `${part}_dataloader`;
    const loader = config[name];
    if (!isObject(loader)) continue;
    const { batch_size: batchSize, num_workers: workers, dataset, drop_last: drops, ...rest } = loader;
    if (part === 'train') Object.assign(data, trainLoader(batchSize, workers, drops));
    data[part] = datasetOf(dataset, part, steps, `${name}.dataset`, left);
    if (part !== 'train' && typeof batchSize === 'number' && batchSize > 1) {
      (data[part] as ConfigObject).samples_per_gpu = batchSize;
    }
    leaveLoader(rest, name, left);
  }
  return Object.keys(data).length === 0 ? undefined : data;
}

function trainLoader(batchSize: ConfigValue, workers: ConfigValue, drops: ConfigValue): ConfigObject {
  return {
    ...(batchSize !== undefined && { samples_per_gpu: batchSize }),
    ...(workers !== undefined && { workers_per_gpu: workers }),
    ...(drops === true && { train_dataloader: { drop_last: true } }),
  };
}

function leaveLoader(
  { sampler, batch_sampler: batchSampler, ...rest }: ConfigObject,
  path: string,
  left: Leftovers,
) {
  for (const [key, value] of Object.entries({ sampler, batch_sampler: batchSampler })) {
    const type = isObject(value) ? String(value.type).replace(/^(mmdet|mmengine)\./, '') : undefined;
    if (type !== undefined && !USUAL_SAMPLERS.includes(type))
      left.add(`${path}.${key}`, `${type} has no counterpart`);
  }
  left.addAll(without(rest, WITHOUT_EFFECT), path);
}

function without(object: ConfigObject, keys: readonly string[]): ConfigObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

function datasetOf(
  value: ConfigValue | undefined,
  part: Part,
  steps: Preprocessing,
  path: string,
  left: Leftovers,
): ConfigValue {
  if (!isObject(value)) {
    left.add(path, 'not a dataset');
    return {};
  }
  const { pipeline, dataset, datasets, type, ...rest } = value;
  const below = (each: ConfigValue, at: string) => datasetOf(each, part, steps, `${path}.${at}`, left);
  const convert = part === 'train' ? trainPipeline : testPipeline;
  return {
    type: String(type).replace(/^mmdet\./, ''),
    ...(dataset === undefined && datasets === undefined
      ? sourceOf(rest, part, path, left)
      : wrapperOf(rest, path, left)),
    ...(dataset !== undefined && { dataset: below(dataset, 'dataset') }),
    ...(Array.isArray(datasets) && { datasets: datasets.map((each, i) => below(each, `datasets.${i}`)) }),
    ...(Array.isArray(pipeline) && { pipeline: convert(pipeline, steps, `${path}.pipeline`, left) }),
  };
}

/** Wrappers have the same options in both versions. */
function wrapperOf({ ignore_keys: _, ...rest }: ConfigObject, _path: string, _left: Leftovers): ConfigObject {
  return without(rest, WITHOUT_EFFECT);
}

function sourceOf(options: ConfigObject, part: Part, path: string, left: Leftovers): ConfigObject {
  const {
    data_root: root,
    ann_file: file,
    data_prefix: prefix,
    filter_cfg: filter,
    metainfo,
    proposal_file: proposals,
    ...rest
  } = options;
  const {
    img,
    img_path: imagePath,
    sub_data_root: subRoot,
    seg,
    ...otherPrefixes
  } = isObject(prefix) ? prefix : {};
  left.addAll(otherPrefixes, `${path}.data_prefix`);
  const {
    filter_empty_gt: filters,
    min_size: minSize,
    bbox_min_size: minBox,
    ...otherFilters
  } = isObject(filter) ? filter : {};
  left.addAll(otherFilters, `${path}.filter_cfg`);
  if (typeof minSize === 'number' && minSize !== 32) {
    left.add(`${path}.filter_cfg.min_size`, 'fixed at 32 pixels here');
  }
  const { classes, CLASSES, ...otherInfo } = isObject(metainfo) ? metainfo : {};
  left.addAll(without(otherInfo, ['palette', 'PALETTE']), `${path}.metainfo`);
  left.addAll(without(rest, WITHOUT_EFFECT), path);
  const images = img ?? imagePath ?? subRoot;
  return {
    ...(typeof file === 'string' && { ann_file: under(root, file) }),
    ...(typeof images === 'string'
      ? { img_prefix: under(root, images) }
      : typeof root === 'string' && { img_prefix: root }),
    ...(typeof seg === 'string' && { seg_prefix: under(root, seg) }),
    ...(typeof proposals === 'string' && { proposal_file: under(root, proposals) }),
    ...((classes ?? CLASSES) !== undefined && { classes: classes ?? CLASSES }),
    ...(part === 'train' && filters !== true && { filter_empty_gt: false }),
    ...(typeof minBox === 'number' && { min_size: minBox }),
  };
}

/** Like `os.path.join`: an absolute path stays. */
function under(root: ConfigValue | undefined, path: string): string {
  if (typeof root !== 'string' || root === '' || posix.isAbsolute(path) || /^\w+:\/\//.test(path))
    return path;
  return root.endsWith('/') ? `${root}${path}` : `${root}/${path}`;
}
