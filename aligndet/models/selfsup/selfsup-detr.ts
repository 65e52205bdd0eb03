/**
 * @module DETR as a branch of self-supervised pre-training, https://arxiv.org/abs/2307.11077, section 3.3: boxes and
 * clusters are learned from proposals, embeddings from the other view.
 */

import { z } from 'zod';
import { ConfigError, defineComponent } from '../../core/index.js';
import type { Tensor4D } from '../../engine/index.js';
import { noGrad } from '../../engine/index.js';
import type { InitCfg } from '../../nn/index.js';
import type { Batch, Losses } from '../../structures/index.js';
import type { Backbone } from '../backbones/backbone.js';
import { groundTruthsOf, imagesOf } from '../batch-ground-truth.js';
import { queryGroundTruths } from '../dense-heads/detr-queries.js';
import { buildDetrDetector, detrOptions, inputSize } from '../detectors/detr.js';
import { extractFeatures } from '../detectors/extract-features.js';
import { DrawingModule } from '../drawing-module.js';
import { type QueryView, SelfSupDetrHead } from './selfsup-detr-head.js';
import type { ViewDetector } from './view-detector.js';

export interface SelfSupDetrModules {
  readonly backbone: Backbone;
  readonly bboxHead: SelfSupDetrHead;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class SelfSupDetr extends DrawingModule implements ViewDetector<QueryView, QueryView> {
  readonly #modules: SelfSupDetrModules;

  constructor(modules: SelfSupDetrModules) {
    super(modules.initCfg);
    this.#modules = modules;
    this.child('backbone', modules.backbone);
    this.child('bbox_head', modules.bboxHead);
  }

  /** As in the supervised detector, but no gradient flows to the backbone, frozen or not. */
  extractFeatures(images: Tensor4D): Tensor4D[] {
    return extractFeatures(this.#modules, images, false);
  }

  forwardOnline(view: Batch): QueryView {
    return { ...this.#embed(view), ...knownOf(view) };
  }

  forwardTarget(view: Batch): QueryView {
    const [clsScores, bboxPreds, embeddings] = noGrad(() => {
      const { outputs, embeddings } = this.#embed(view);
      return [outputs.clsScores, outputs.bboxPreds, embeddings];
    });
    return { outputs: { clsScores, bboxPreds }, embeddings, ...knownOf(view) };
  }

  #embed(view: Batch) {
    const features = this.extractFeatures(imagesOf(view));
    return this.#modules.bboxHead.forward(features, view.img_metas, inputSize(view));
  }

  losses(online: QueryView, target: QueryView): Losses {
    return this.#modules.bboxHead.losses(online, target);
  }

  loss(): never {
    throw new ConfigError('SelfSupDETR has no loss of its own: train it as the backbone of SelfSupDetector.');
  }

  detect(): never {
    throw new ConfigError('SelfSupDETR predicts clusters, not classes: fine-tune a DETR to detect.');
  }
}

function knownOf(view: Batch): Pick<QueryView, 'groundTruths' | 'metas'> {
  return { groundTruths: queryGroundTruths(groundTruthsOf(view)), metas: view.img_metas };
}

export const selfSupDetr = defineComponent({
  type: 'SelfSupDETR',
  schema: z.strictObject(detrOptions),
  build: (options, builder) => {
    const { bboxHead, ...modules } = buildDetrDetector(options, builder);
    if (bboxHead instanceof SelfSupDetrHead) return new SelfSupDetr({ ...modules, bboxHead });
    throw new ConfigError(
      `bbox_head: SelfSupDETR needs a SelfSupDETRHead, but got ${options.bbox_head.type}.`,
    );
  },
});
