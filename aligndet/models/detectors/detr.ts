/** @module DETR, https://arxiv.org/abs/2005.12872: set prediction without anchors and NMS. Dims: B images. */
import { z } from 'zod';
import { type Builder, ConfigError, defineComponent, slot } from '../../core/index.js';
import { type Tensor4D, tidy } from '../../engine/index.js';
import { type InitCfg, initCfgOption } from '../../nn/index.js';
import type { Batch, Detections, DetectOptions, Losses, TrainingBatch } from '../../structures/index.js';
import type { Backbone } from '../backbones/backbone.js';
import { groundTruthsOf, imagesOf, singleView } from '../batch-ground-truth.js';
import { DetrHead } from '../dense-heads/detr-head.js';
import { queryTestSchema, queryTrainSchema } from '../dense-heads/detr-options.js';
import { DrawingModule } from '../drawing-module.js';
import { type ClassedBoxes, groupByClass } from '../post-processing/multiclass-nms.js';
import type { Size } from '../priors/prior-generator.js';
import type { TrainableDetector } from './detector.js';
import { extractFeatures } from './extract-features.js';

export interface DetrModules {
  readonly backbone: Backbone;
  readonly bboxHead: DetrHead;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class Detr extends DrawingModule implements TrainableDetector {
  readonly #modules: DetrModules;

  constructor(modules: DetrModules) {
    super(modules.initCfg);
    this.#modules = modules;
    this.child('backbone', modules.backbone);
    this.child('bbox_head', modules.bboxHead);
  }

  /** @param images `[B, H, W, C]`. @returns maps `[B, h, w, C]`. */
  extractFeatures(images: Tensor4D): Tensor4D[] {
    return extractFeatures(this.#modules, images);
  }

  loss(batch: TrainingBatch): Losses {
    const view = singleView(batch, 'DETR');
    const groundTruths = groundTruthsOf(view);
    const { bboxHead } = this.#modules;
    return tidy(() => {
      const features = this.extractFeatures(imagesOf(view));
      const outputs = bboxHead.forward(features, view.img_metas, inputSize(view));
      return bboxHead.losses(outputs, groundTruths, view.img_metas);
    });
  }

  detect(batch: Batch, options: DetectOptions): Detections[] {
    const { bboxHead } = this.#modules;
    let found: ClassedBoxes[] = [];
    tidy(() => {
      const features = this.extractFeatures(imagesOf(batch));
      const outputs = bboxHead.forward(features, batch.img_metas, inputSize(batch));
      found = bboxHead.detect(outputs, batch.img_metas, options);
    });
    return found.map((ofImage) => {
      const { dets, labels } = groupByClass(ofImage);
      return { bboxes: dets, labels };
    });
  }
}

/** Height and width of a batch, including padding. */
export function inputSize({ img_shape: [, height, width] }: Batch): Size {
  return [height, width];
}

/** Options of mmdetection's `DETR`: no neck, no NMS. */
export const detrOptions = {
  /** Feature maps of the image; the last is used. */
  backbone: slot('backbone'),
  /** The transformer and the prediction layers. */
  bbox_head: slot('dense_head'),
  /** Training options of the head; null if not trained. */
  train_cfg: queryTrainSchema.nullable().default(null),
  /** Post-processing options. */
  test_cfg: queryTestSchema.nullable().default(null),
  /** Deprecated; has to stay null. */
  pretrained: z
    .null("write backbone.init_cfg: { type: 'Pretrained', checkpoint: ... } instead")
    .default(null),
  /** Initialization of weights; null: the modules' own. */
  init_cfg: initCfgOption.nullable().default(null),
};

type DetrOptions = z.output<z.ZodObject<typeof detrOptions>>;

/** The modules, with the configured head. */
export function buildDetrDetector(options: DetrOptions, builder: Builder) {
  const { bbox_head: head, train_cfg, test_cfg } = options;
  return {
    backbone: builder.build('backbone', options.backbone, 'backbone'),
    bboxHead: builder.build('dense_head', { ...head, train_cfg, test_cfg }, 'bbox_head') as unknown,
    initCfg: options.init_cfg,
  };
}

export const detr = defineComponent({
  type: 'DETR',
  schema: z.strictObject(detrOptions),
  build: (options, builder) => {
    const { bboxHead, ...modules } = buildDetrDetector(options, builder);
    if (bboxHead instanceof DetrHead) return new Detr({ ...modules, bboxHead });
    throw new ConfigError(`bbox_head: DETR needs a DETRHead, but got ${options.bbox_head.type}.`);
  },
});
