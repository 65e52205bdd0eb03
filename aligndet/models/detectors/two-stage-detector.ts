/**
 * @module Two-stage detectors: Faster R-CNN, https://arxiv.org/abs/1506.01497, and, with a mask head, Mask R-CNN,
 * https://arxiv.org/abs/1703.06870. Dims: B images, L levels.
 */
import { type Tensor4D, tidy } from '../../engine/index.js';
import type { Batch, Detections, DetectOptions, Losses, TrainingBatch } from '../../structures/index.js';
import { groundTruthsOf, imagesOf, singleView } from '../batch-ground-truth.js';
import type { ProposalConfig } from '../dense-heads/dense-config.js';
import { DrawingModule } from '../drawing-module.js';
import { mergeProposals } from '../post-processing/merge-views.js';
import type { RoiHead } from '../roi-heads/roi-head.js';
import { compositeLosses } from './composite-losses.js';
import type { TrainableDetector } from './detector.js';
import { extractFeatures, extractPyramids } from './extract-features.js';
import type { FirstStage } from './two-stage-modules.js';

export interface TwoStageModules extends FirstStage {
  /** Published name, for messages. */
  readonly name: string;
  readonly roiHead: RoiHead;
  /** Selection of proposals for detection. */
  readonly testProposals: ProposalConfig;
}

export class TwoStageDetector extends DrawingModule implements TrainableDetector {
  readonly #modules: TwoStageModules;

  constructor(modules: TwoStageModules) {
    super(modules.initCfg);
    this.#modules = modules;
    this.child('backbone', modules.backbone);
    if (modules.neck !== undefined) this.child('neck', modules.neck);
    this.child('rpn_head', modules.rpnHead);
    this.child('roi_head', modules.roiHead);
  }

  /** @param images `[B, H, W, C]`. @returns L maps `[B, h, w, C]`; but for dropout a pure function of the images and weights. */
  extractFeatures(images: Tensor4D): Tensor4D[] {
    return extractFeatures(this.#modules, images);
  }

  loss(batch: TrainingBatch): Losses {
    const view = singleView(batch, this.#modules.name);
    const groundTruths = groundTruthsOf(view);
    const { img_metas: metas } = view;
    const { rpnHead, roiHead, trainProposals } = this.#modules;
    return tidy(() => {
      const pyramids = extractPyramids(this.#modules, imagesOf(view));
      const outputs = pyramids.map((features) => rpnHead.forward(features));
      const ofRpn = outputs.map((output) => rpnHead.losses(output, groundTruths, metas, this.random));
      const proposals = rpnHead.proposals(outputs[outputs.length - 1], metas, trainProposals);
      const ofRois = pyramids.map((features) =>
        roiHead.losses(features, proposals, groundTruths, metas, this.random),
      );
      return { ...compositeLosses(ofRpn), ...compositeLosses(ofRois) };
    });
  }

  detect(batch: Batch, options: DetectOptions): Detections[] {
    const { rpnHead, roiHead } = this.#modules;
    let detections: Detections[] = [];
    tidy(() => {
      const features = this.extractFeatures(imagesOf(batch));
      const proposals = rpnHead.proposals(rpnHead.forward(features), batch.img_metas);
      detections = roiHead.detect(features, proposals, batch.img_metas, options);
    });
    return detections;
  }

  detectInViews(views: readonly Batch[], options: DetectOptions): Detections {
    const { rpnHead, roiHead, testProposals } = this.#modules;
    const metas = views.map(({ img_metas: [meta] }) => meta);
    let detections: Detections | undefined;
    tidy(() => {
      const features = views.map((view) => this.extractFeatures(imagesOf(view)));
      const found = features.flatMap((maps, view) => rpnHead.proposals(rpnHead.forward(maps), [metas[view]]));
      const { nms, max_per_img: maxPerImage } = testProposals;
      const proposals = mergeProposals(found, metas, nms.iou_threshold ?? nms.iou_thr ?? 1, maxPerImage);
      detections = roiHead.detectInViews(features, proposals, metas, options);
    });
    return detections as Detections;
  }
}
