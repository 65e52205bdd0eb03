/**
 * @module Mask R-CNN's box part as a branch of self-supervised pre-training, https://arxiv.org/abs/2307.11077,
 * section 3.3: its region proposal network and boxes learn from proposals, its classes from the other view.
 */
import { z } from 'zod';
import { type Builder, ConfigError, defineComponent } from '../../core/index.js';
import { type Tensor4D, tidy } from '../../engine/index.js';
import type { Batch, Losses } from '../../structures/index.js';
import { imagesOf } from '../batch-truth.js';
import { extractFeatures } from '../detectors/extract-features.js';
import { type TwoStageOptions, twoStageOptions } from '../detectors/two-stage-config.js';
import { buildFirstStage, type FirstStage, roiHeadConfig } from '../detectors/two-stage-parts.js';
import { DrawingModule } from '../drawing-module.js';
import { withoutGradient } from '../without-gradient.js';
import { instancesOf } from './instance-labels.js';
import { type EmbeddedRegions, SelfSupStandardRoiHead } from './selfsup-standard-roi-head.js';
import type { ViewDetector } from './view-detector.js';

/** The online branch's view: what is compared, and what it learns on its own. */
type OnlineRegions = EmbeddedRegions & { readonly rpnLosses: Losses };
type TargetRegions = Pick<EmbeddedRegions, 'embeddings' | 'targets'>;

export interface SelfSupMaskRcnnParts extends FirstStage {
  readonly roiHead: SelfSupStandardRoiHead;
  /** Whether the backbone learns too; in the paper it comes trained and stays as it is. */
  readonly trainsBackbone: boolean;
}

export class SelfSupMaskRcnn extends DrawingModule implements ViewDetector<OnlineRegions, TargetRegions> {
  readonly #parts: SelfSupMaskRcnnParts;

  constructor(parts: SelfSupMaskRcnnParts) {
    super(parts.initCfg);
    this.#parts = parts;
    this.child('backbone', parts.backbone);
    if (parts.neck !== undefined) this.child('neck', parts.neck);
    this.child('rpn_head', parts.rpnHead);
    this.child('roi_head', parts.roiHead);
  }

  get parts(): SelfSupMaskRcnnParts {
    return this.#parts;
  }

  /** As in the usual detector, but no gradient reaches the backbone, frozen or not, unless it is to learn too. */
  extractFeatures(images: Tensor4D): Tensor4D[] {
    return extractFeatures(this.#parts, images, this.#parts.trainsBackbone);
  }

  forwardOnline(view: Batch): OnlineRegions {
    const truths = instancesOf(view);
    const { rpnHead, roiHead, trainProposals } = this.#parts;
    let plain: Pick<EmbeddedRegions, 'rois' | 'targets'> | undefined;
    const tensors = tidy(() => {
      const features = this.extractFeatures(imagesOf(view));
      const outputs = rpnHead.forward(features);
      const rpnLosses = rpnHead.losses(outputs, truths, view.img_metas, this.random);
      const proposals = rpnHead.proposals(outputs, view.img_metas, trainProposals);
      const { embeddings, bboxPred, ...rest } = roiHead.embed(features, proposals, truths, this.random);
      plain = rest;
      return { rpnLosses, embeddings, bboxPred };
    }) as Pick<OnlineRegions, 'rpnLosses' | 'embeddings' | 'bboxPred'>;
    return { ...tensors, ...(plain as Pick<EmbeddedRegions, 'rois' | 'targets'>) };
  }

  forwardTarget(view: Batch): TargetRegions {
    const truths = instancesOf(view);
    const { rpnHead, roiHead, trainProposals } = this.#parts;
    let targets: EmbeddedRegions['targets'] | undefined;
    const [embeddings] = withoutGradient(() => {
      const features = this.extractFeatures(imagesOf(view));
      const proposals = rpnHead.proposals(rpnHead.forward(features), view.img_metas, trainProposals);
      const embedded = roiHead.embed(features, proposals, truths, this.random);
      targets = embedded.targets;
      return [embedded.embeddings];
    });
    return { embeddings, targets: targets as EmbeddedRegions['targets'] };
  }

  losses(online: OnlineRegions, target: TargetRegions): Losses {
    return { ...online.rpnLosses, ...this.#parts.roiHead.losses(online, target) };
  }

  loss(): never {
    throw new ConfigError(
      'SelfSupMaskRCNN has no loss of its own: train it as the backbone of SelfSupDetector.',
    );
  }

  detect(): never {
    throw new ConfigError('SelfSupMaskRCNN gives embeddings, not classes: fine-tune a MaskRCNN to detect.');
  }
}

export const selfSupMaskRcnn = defineComponent({
  type: 'SelfSupMaskRCNN',
  schema: z.strictObject({
    ...twoStageOptions,
    /** Let the backbone learn too, where no weights of it are at hand. The published configs never do. */
    train_backbone: z.boolean().default(false),
  }),
  build: (options: TwoStageOptions & { train_backbone: boolean }, builder: Builder) => {
    const roiHead: unknown = builder.build('roi_head', roiHeadConfig(options), 'roi_head');
    if (!(roiHead instanceof SelfSupStandardRoiHead)) {
      throw new ConfigError(
        `roi_head: SelfSupMaskRCNN takes a SelfSupStandardRoIHead, not ${options.roi_head.type}.`,
      );
    }
    const { train_backbone: trainsBackbone } = options;
    return new SelfSupMaskRcnn({ ...buildFirstStage(options, builder), roiHead, trainsBackbone });
  },
});
