/** @module The options that cascades share, and how they become stages. */
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
  /** Reads regions for the box heads; one stands for all stages. */
  bbox_roi_extractor: slot('roi_extractor', { each: true }),
  /** Class and box of each region, by stage; one stands for all. */
  bbox_head: slot('bbox_head', { each: true }),
  /** Reads regions for the mask heads; null: those of the box heads do. */
  mask_roi_extractor: slot('roi_extractor', { each: true }).nullable().default(null),
  /** Mask of each region, by stage; one stands for all. */
  mask_head: slot('mask_head', { each: true }).nullable().default(null),
  /** Layers before both heads; cascades have none. */
  shared_head: z.null('a cascade has no shared_head').default(null),
  /** Assignment and sampling, by stage; a detector puts its `train_cfg.rcnn` here. */
  train_cfg: z.array(roiTrainSchema).nullable().default(null),
  /** Choice of detections; a detector puts its `test_cfg.rcnn` here. */
  test_cfg: roiTestSchema.nullable().default(null),
  /** Deprecated; has to stay null. */
  pretrained: z.null().default(null),
  /** How weights start; the heads know for themselves when null. */
  init_cfg: initCfgOption.nullable().default(null),
};

export type CascadeRoiHeadOptions = z.output<z.ZodObject<typeof cascadeRoiHeadOptions>>;

/** @throws {ConfigError} when an option says something else of the number of stages. */
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

/** One config for each stage. @throws {ConfigError} for a list of another length. */
export function perStage(configs: Configs, count: number, name: string): ComponentConfig[] {
  if (!Array.isArray(configs)) return Array.from({ length: count }, () => configs);
  if (configs.length !== count) throw wrongCount(name, configs.length, count);
  return configs;
}

function wrongCount(name: string, length: number, count: number): ConfigError {
  return new ConfigError(`${name}: ${length} given, but num_stages is ${count}.`);
}
