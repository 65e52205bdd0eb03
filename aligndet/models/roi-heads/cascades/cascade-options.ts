/** @module The options that cascades share, and their conversion to stages. */
import { z } from 'zod';
import { type Builder, type ComponentConfig, ConfigError, slot } from '../../../core/index.js';
import { initCfgOption } from '../../../nn/index.js';
import { roiTestSchema, roiTrainSchema } from '../roi-config.js';
import { buildRoiTraining } from '../roi-training.js';
import type { CascadeStage } from './cascade-modules.js';

/** Options of mmdetection's `CascadeRoIHead`. */
export const cascadeRoiHeadOptions = {
  /** Number of stages. */
  num_stages: z.int().positive(),
  /** Weight of each stage's losses. */
  stage_loss_weights: z.array(z.number()),
  /** RoI extractor of the box heads; a single one applies to all stages. */
  bbox_roi_extractor: slot('roi_extractor', { each: true }),
  /** Box heads by stage; a single one applies to all. */
  bbox_head: slot('bbox_head', { each: true }),
  /** RoI extractor of the mask heads; null: that of the box heads. */
  mask_roi_extractor: slot('roi_extractor', { each: true }).nullable().default(null),
  /** Mask heads by stage; a single one applies to all. */
  mask_head: slot('mask_head', { each: true }).nullable().default(null),
  /** Layers before both heads; not supported by cascades. */
  shared_head: z.null('a cascade does not support a shared_head').default(null),
  /** Assignment and sampling, by stage; a detector sets it to its `train_cfg.rcnn`. */
  train_cfg: z.array(roiTrainSchema).nullable().default(null),
  /** Post-processing; a detector sets it to its `test_cfg.rcnn`. */
  test_cfg: roiTestSchema.nullable().default(null),
  /** Deprecated; has to stay null. */
  pretrained: z.null().default(null),
  /** Initialization of weights; null: the heads' own. */
  init_cfg: initCfgOption.nullable().default(null),
};

export type CascadeRoiHeadOptions = z.output<z.ZodObject<typeof cascadeRoiHeadOptions>>;

/** @throws {ConfigError} if an option does not match the number of stages. */
export function buildStages(options: CascadeRoiHeadOptions, builder: Builder): CascadeStage[] {
  const { num_stages: count, train_cfg: train, stage_loss_weights: weights } = options;
  const of = (name: keyof CascadeRoiHeadOptions) => perStage(options[name] as Configs, count, name);
  const path = (name: keyof CascadeRoiHeadOptions, i: number) =>
    Array.isArray(options[name]) ? `${name}.${i}` : name;
  if (weights.length < count) throw wrongCount('stage_loss_weights', weights.length, count);
  if (train !== null && train.length < count) throw wrongCount('train_cfg.rcnn', train.length, count);
  const [bboxExtractors, bboxHeads] = [of('bbox_roi_extractor'), of('bbox_head')];
  const maskExtractors = options.mask_roi_extractor && of('mask_roi_extractor');
  const maskHeads = options.mask_head && of('mask_head');
  return bboxHeads.map((bboxHead, i) => {
    const bboxExtractor = builder.build('roi_extractor', bboxExtractors[i], path('bbox_roi_extractor', i));
    return {
      bboxExtractor,
      bboxHead: builder.build('bbox_head', bboxHead, path('bbox_head', i)),
      maskExtractor: maskExtractors
        ? builder.build('roi_extractor', maskExtractors[i], path('mask_roi_extractor', i))
        : bboxExtractor,
      maskHead: maskHeads ? builder.build('mask_head', maskHeads[i], path('mask_head', i)) : undefined,
      lossWeight: weights[i],
      training: train === null ? undefined : buildRoiTraining(train[i], builder, `train_cfg.${i}`),
    };
  });
}

export type Configs = ComponentConfig | ComponentConfig[];

/** One config per stage. @throws {ConfigError} for a list of another length. */
export function perStage(configs: Configs, count: number, name: string): ComponentConfig[] {
  if (!Array.isArray(configs)) return Array.from({ length: count }, () => configs);
  if (configs.length !== count) throw wrongCount(name, configs.length, count);
  return configs;
}

function wrongCount(name: string, length: number, count: number): ConfigError {
  return new ConfigError(`${name}: expected ${count} entries (num_stages), but got ${length}.`);
}
