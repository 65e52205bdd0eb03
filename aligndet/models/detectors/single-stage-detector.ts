/**
 * @module Single-stage detectors: RetinaNet, https://arxiv.org/abs/1708.02002; FCOS, https://arxiv.org/abs/1904.01355.
 * They differ only in their heads.
 */
import { z } from 'zod';
import { type Builder, ConfigError, defineComponent } from '../../core/index.js';
import { type Tensor4D, tidy } from '../../engine/index.js';
import type { InitCfg } from '../../nn/index.js';
import type { Batch, Detections, DetectOptions, Losses, TrainingBatch } from '../../structures/index.js';
import type { Backbone } from '../backbones/backbone.js';
import { groundTruthsOf, imagesOf, singleView } from '../batch-ground-truth.js';
import { type DetectingHead, isDetectingHead } from '../dense-heads/dense-head.js';
import { DrawingModule } from '../drawing-module.js';
import type { Neck } from '../necks/neck.js';
import { type ClassedBoxes, groupByClass } from '../post-processing/multiclass-nms.js';
import type { TrainableDetector } from './detector.js';
import { extractFeatures } from './extract-features.js';
import { type SingleStageOptions, singleStageOptions } from './single-stage-config.js';

export interface SingleStageModules {
  /** Published name, for messages. */
  readonly name: string;
  readonly backbone: Backbone;
  readonly neck?: Neck;
  readonly bboxHead: DetectingHead;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class SingleStageDetector extends DrawingModule implements TrainableDetector {
  readonly #modules: SingleStageModules;

  constructor(modules: SingleStageModules) {
    super(modules.initCfg);
    this.#modules = modules;
    this.child('backbone', modules.backbone);
    if (modules.neck !== undefined) this.child('neck', modules.neck);
    this.child('bbox_head', modules.bboxHead);
  }

  /** @param images `[B, H, W, C]`. @returns L maps `[B, h, w, C]`; but for dropout a pure function of the images and weights. */
  extractFeatures(images: Tensor4D): Tensor4D[] {
    return extractFeatures(this.#modules, images);
  }

  loss(batch: TrainingBatch): Losses {
    const view = singleView(batch, this.#modules.name);
    const groundTruths = groundTruthsOf(view);
    const { bboxHead } = this.#modules;
    return tidy(() => {
      const outputs = bboxHead.forward(this.extractFeatures(imagesOf(view)));
      return bboxHead.losses(outputs, groundTruths, view.img_metas, this.random);
    });
  }

  detect(batch: Batch, options: DetectOptions): Detections[] {
    const { bboxHead } = this.#modules;
    let found: ClassedBoxes[] = [];
    tidy(() => {
      const outputs = bboxHead.forward(this.extractFeatures(imagesOf(batch)));
      found = bboxHead.detect(outputs, batch.img_metas, options);
    });
    return found.map(detectionsOf);
  }

  detectInViews(views: readonly Batch[], options: DetectOptions): Detections {
    const { bboxHead } = this.#modules;
    const metas = views.map(({ img_metas: [meta] }) => meta);
    let found: ClassedBoxes | undefined;
    tidy(() => {
      const outputs = views.map((view) => bboxHead.forward(this.extractFeatures(imagesOf(view))));
      found = bboxHead.detectInViews(outputs, metas, options);
    });
    return detectionsOf(found as ClassedBoxes);
  }
}

/** Grouped by class, as in mmdetection. */
function detectionsOf(found: ClassedBoxes): Detections {
  const { dets, labels } = groupByClass(found);
  return { bboxes: dets, labels };
}

function build(name: string) {
  return (options: SingleStageOptions, builder: Builder) => {
    const { bbox_head: head, train_cfg, test_cfg } = options;
    const bboxHead = builder.build('dense_head', { ...head, train_cfg, test_cfg }, 'bbox_head');
    if (!isDetectingHead(bboxHead)) {
      throw new ConfigError(
        `bbox_head: ${head.type} returns proposals, not detections. Use it as rpn_head of a two-stage detector.`,
      );
    }
    return new SingleStageDetector({
      name,
      backbone: builder.build('backbone', options.backbone, 'backbone'),
      neck: options.neck === null ? undefined : builder.build('neck', options.neck, 'neck'),
      bboxHead,
      initCfg: options.init_cfg,
    });
  };
}

export const retinaNet = defineComponent({
  type: 'RetinaNet',
  schema: z.strictObject(singleStageOptions),
  build: build('RetinaNet'),
});

export const fcos = defineComponent({
  type: 'FCOS',
  schema: z.strictObject(singleStageOptions),
  build: build('FCOS'),
});
