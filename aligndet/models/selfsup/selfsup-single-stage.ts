/**
 * @module Single-stage detectors as branches of self-supervised pre-training, https://arxiv.org/abs/2307.11077, section
 * 3.3: boxes are learned from proposals, embeddings from the other view.
 */

import { z } from 'zod';
import { type Builder, ConfigError, defineComponent } from '../../core/index.js';
import type { Tensor4D } from '../../engine/index.js';
import { noGrad } from '../../engine/index.js';
import type { InitCfg } from '../../nn/index.js';
import type { Batch, Losses } from '../../structures/index.js';
import type { Backbone } from '../backbones/backbone.js';
import { imagesOf } from '../batch-ground-truth.js';
import { extractFeatures } from '../detectors/extract-features.js';
import { type SingleStageOptions, singleStageOptions } from '../detectors/single-stage-config.js';
import { DrawingModule } from '../drawing-module.js';
import type { Neck } from '../necks/neck.js';
import { type DenseView, EmbeddingHead } from './embedding-head.js';
import { instancesOf } from './instance-labels.js';
import type { ViewDetector } from './view-detector.js';

export interface SelfSupSingleStageModules {
  /** Published name, for messages. */
  readonly name: string;
  readonly backbone: Backbone;
  readonly neck?: Neck;
  readonly bboxHead: EmbeddingHead;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class SelfSupSingleStage extends DrawingModule implements ViewDetector<DenseView, DenseView> {
  readonly #modules: SelfSupSingleStageModules;

  constructor(modules: SelfSupSingleStageModules) {
    super(modules.initCfg);
    this.#modules = modules;
    this.child('backbone', modules.backbone);
    if (modules.neck !== undefined) this.child('neck', modules.neck);
    this.child('bbox_head', modules.bboxHead);
  }

  /** As in the supervised detector, but no gradient flows to the backbone, frozen or not. */
  extractFeatures(images: Tensor4D): Tensor4D[] {
    return extractFeatures(this.#modules, images, false);
  }

  forwardOnline(view: Batch): DenseView {
    const outputs = this.#modules.bboxHead.head.forward(this.extractFeatures(imagesOf(view)));
    return { outputs, groundTruths: instancesOf(view), metas: view.img_metas };
  }

  /** Only embeddings are compared; the boxes of this view are not used. */
  forwardTarget(view: Batch): DenseView {
    const clsScores = noGrad(() => {
      const features = this.extractFeatures(imagesOf(view));
      return [...this.#modules.bboxHead.head.forward(features).clsScores];
    });
    return { outputs: { clsScores, bboxPreds: [] }, groundTruths: instancesOf(view), metas: view.img_metas };
  }

  losses(online: DenseView, target: DenseView): Losses {
    return this.#modules.bboxHead.losses(online, target, this.random);
  }

  loss(): never {
    const { name } = this.#modules;
    throw new ConfigError(`${name} has no loss of its own: train it as the backbone of SelfSupDetector.`);
  }

  detect(): never {
    const { name } = this.#modules;
    throw new ConfigError(
      `${name} predicts embeddings, not classes: fine-tune a ${name.replace('SelfSup', '')} to detect.`,
    );
  }
}

function build(name: string, headType: string) {
  return (options: SingleStageOptions, builder: Builder) => {
    const { bbox_head: head, train_cfg, test_cfg } = options;
    const bboxHead: unknown = builder.build('dense_head', { ...head, train_cfg, test_cfg }, 'bbox_head');
    if (!(bboxHead instanceof EmbeddingHead) || head.type !== headType) {
      throw new ConfigError(`bbox_head: ${name} needs a ${headType}, but got ${head.type}.`);
    }
    return new SelfSupSingleStage({
      name,
      backbone: builder.build('backbone', options.backbone, 'backbone'),
      neck: options.neck === null ? undefined : builder.build('neck', options.neck, 'neck'),
      bboxHead,
      initCfg: options.init_cfg,
    });
  };
}

export const selfSupRetinaNet = defineComponent({
  type: 'SelfSupRetinaNet',
  schema: z.strictObject(singleStageOptions),
  build: build('SelfSupRetinaNet', 'SelfSupRetinaHead'),
});

export const selfSupFcos = defineComponent({
  type: 'SelfSupFCOS',
  schema: z.strictObject(singleStageOptions),
  build: build('SelfSupFCOS', 'SelfSupFCOSHead'),
});
