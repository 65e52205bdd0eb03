/** @module Rules across sections of a config: classes, anchors, frozen stages, batch norms. */
import type { Builder } from '../../../core/index.js';
import { type ConfigObject, type ConfigValue, isObject, valueAt } from '../../value.js';
import type { Rule } from '../finding.js';

/** Number of classes of datasets with a built-in list. */
const CLASSES: Readonly<Record<string, number>> = {
  CocoDataset: 80,
  VOCDataset: 20,
  CityscapesDataset: 8,
  LVISV05Dataset: 1230,
  LVISDataset: 1230,
  LVISV1Dataset: 1203,
  DeepFashionDataset: 15,
  WIDERFaceDataset: 1,
};

export const classCount: Rule = {
  code: 'class-count',
  severity: 'error',
  summary: 'A head whose `num_classes` differs from the number of classes of the training data.',
  *check({ loaded }) {
    if (loaded === undefined) return;
    const { model, data } = loaded.config;
    const dataset = datasetOf(isObject(data) ? data.train : undefined);
    // pre-training heads compute embeddings; they classify nothing
    if (dataset === undefined || !isObject(model) || String(model.type).startsWith('SelfSup')) return;
    for (const [path, head] of objectsIn(model, 'model')) {
      if (!/(^|\.)(bbox|mask)_head(\.\d+)?$/.test(path) || typeof head.num_classes !== 'number') continue;
      if (head.num_classes === dataset.count) continue;
      yield {
        at: [`${path}.num_classes`, 'data.train', 'data'],
        message: `${path}.num_classes is ${head.num_classes}, but ${dataset.name} has ${dataset.count} classes.`,
      };
    }
  },
};

function datasetOf(value: ConfigValue | undefined): { name: string; count: number } | undefined {
  if (Array.isArray(value)) return datasetOf(value[0]);
  if (!isObject(value)) return undefined;
  const { type, classes, dataset, datasets } = value;
  if (Array.isArray(classes)) return { name: `the list data.train classes`, count: classes.length };
  if (dataset !== undefined || datasets !== undefined) return datasetOf(dataset ?? datasets);
  if (typeof type !== 'string' || classes !== undefined || !Object.hasOwn(CLASSES, type)) return undefined;
  return { name: type, count: CLASSES[type] };
}

export const anchorStride: Rule = {
  code: 'anchor-stride',
  severity: 'error',
  summary:
    'Anchors or points for another number of levels than the neck has, or RoI strides that no level has.',
  *check({ loaded, builder }) {
    const model = loaded?.config.model;
    if (!isObject(model) || !isObject(model.neck) || typeof model.neck.num_outs !== 'number') return;
    const isKnown = (slot: string, value: ConfigValue | undefined) => isComponent(builder, slot, value);
    if (!isKnown('detector', model) || !isKnown('neck', model.neck)) return;
    const levels = model.neck.num_outs;
    for (const name of ['rpn_head', 'bbox_head']) {
      const path = `model.${name}`;
      const head = model[name];
      if (!isObject(head) || !isKnown('dense_head', head)) continue;
      const key = isObject(head.anchor_generator) ? 'anchor_generator.strides' : 'strides';
      const strides = valueAt(head, key);
      if (!Array.isArray(strides) || strides.length === levels) continue;
      yield {
        at: [`${path}.${key}`, 'model.neck.num_outs'],
        message: `${path}.${key} has ${strides.length} levels, but model.neck has ${levels} (num_outs).`,
      };
    }
    yield* roiStrides(model);
  },
};

/** Other detectors may use the levels differently. */
function isComponent(builder: Builder, slot: string, value: ConfigValue | undefined): boolean {
  const registry = builder.registries().find((each) => each.slot === slot);
  return isObject(value) && typeof value.type === 'string' && registry?.get(value.type) !== undefined;
}

function* roiStrides(model: ConfigObject) {
  const strides = valueAt(model, 'rpn_head.anchor_generator.strides');
  if (!Array.isArray(strides)) return;
  for (const [path, extractor] of objectsIn(model, 'model')) {
    const expected = extractor.featmap_strides;
    if (!Array.isArray(expected) || expected.every((stride) => strides.includes(stride))) continue;
    yield {
      at: [`${path}.featmap_strides`, 'model.rpn_head.anchor_generator.strides'],
      message:
        `${path}.featmap_strides ${JSON.stringify(expected)} holds strides that no level has: ` +
        `the anchors of model.rpn_head have ${JSON.stringify(strides)}.`,
    };
  }
}

export const frozenStages: Rule = {
  code: 'frozen-stages',
  severity: 'error',
  summary: 'Frozen stages without pre-trained weights: they would keep random weights.',
  *check({ loaded, isPart }) {
    if (loaded === undefined || isPart) return;
    const { model, load_from: loadFrom, resume_from: resumeFrom } = loaded.config;
    if (!isObject(model) || isSet(loadFrom) || isSet(resumeFrom) || isSet(model.pretrained)) return;
    for (const [path, part] of objectsIn(model, 'model')) {
      if (typeof part.frozen_stages !== 'number' || part.frozen_stages < 0) continue;
      const isPretrained =
        isSet(part.pretrained) || JSON.stringify(part.init_cfg ?? null).includes('"Pretrained"');
      if (isPretrained || (part.frozen_stages === 0 && part.type !== 'ResNet')) continue;
      yield {
        at: [`${path}.frozen_stages`, `${path}.init_cfg`, `${path}.pretrained`],
        message:
          `${path}.frozen_stages is ${part.frozen_stages}, but no pre-trained weights are loaded: ` +
          'frozen layers would keep random weights. Set init_cfg or load_from, or frozen_stages: -1.',
      };
    }
  },
};

export const batchNorm: Rule = {
  code: 'bn-batch',
  severity: 'warning',
  summary: 'Batch norms that are trained with one image per GPU.',
  *check({ loaded, isPart }) {
    if (loaded === undefined || isPart || valueAt(loaded.config, 'data.samples_per_gpu') !== 1) return;
    const { model } = loaded.config;
    if (!isObject(model)) return;
    for (const [path, part] of objectsIn(model, 'model')) {
      const norm = part.norm_cfg;
      const isLearning = isObject(norm) && norm.type === 'BN' && norm.requires_grad !== false;
      // a backbone's batch norms are in eval mode unless norm_eval is false
      const isFixed = path.endsWith('backbone') && part.norm_eval !== false;
      if (!isLearning || isFixed) continue;
      yield {
        at: ['data.samples_per_gpu', `${path}.norm_eval`],
        message: `data.samples_per_gpu is 1, but ${path} has trainable batch norms. Use SyncBN, GN or more images per GPU.`,
      };
      return;
    }
  },
};

function isSet(value: ConfigValue | undefined): boolean {
  return value !== undefined && value !== null;
}

/** Every object below `value`, itself included, with its path. */
function* objectsIn(value: ConfigValue, path: string): Generator<[string, ConfigObject]> {
  if (isObject(value)) yield [path, value];
  if (!isObject(value) && !Array.isArray(value)) return;
  for (const [key, item] of Object.entries(value)) yield* objectsIn(item, `${path}.${key}`);
}
