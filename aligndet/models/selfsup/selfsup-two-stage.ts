/**
 * @module Two-stage detectors as branches of self-supervised pre-training, https://arxiv.org/abs/2307.11077, section
 * 3.3: RPN and boxes are learned from proposals, embeddings from the other view. The backbones of a composite (CBNetV2)
 * have separate features. Dims: B images, L levels.
 */
import { z } from 'zod';
import { type Builder, ConfigError, defineComponent } from '../../core/index.js';
import { noGrad, type Tensor4D, tidy } from '../../engine/index.js';
import { Module } from '../../nn/index.js';
import type { Batch, Losses } from '../../structures/index.js';
import { imagesOf } from '../batch-ground-truth.js';
import type { DenseOutputs } from '../dense-heads/dense-head.js';
import { type CascadeOptions, cascadeOptions } from '../detectors/cascade-config.js';
import { compositeLosses } from '../detectors/composite-losses.js';
import { extractPyramids } from '../detectors/extract-features.js';
import { type TwoStageOptions, twoStageOptions } from '../detectors/two-stage-config.js';
import { buildFirstStage, type FirstStage, roiHeadConfig } from '../detectors/two-stage-modules.js';
import { DrawingModule } from '../drawing-module.js';
import type { InstanceGroundTruth } from '../roi-heads/roi-head.js';
import type { EmbeddedRois, EmbeddingRoiHead, TargetRois } from './embedding-roi-head.js';
import { instancesOf } from './instance-labels.js';
import type { ViewDetector } from './view-detector.js';

/** Outputs of the online branch: embeddings, by backbone and box head, and its own losses. */
interface OnlineView {
  readonly embedded: readonly (readonly EmbeddedRois[])[];
  readonly rpnLosses: Losses;
}

interface TargetView {
  readonly embedded: readonly (readonly TargetRois[])[];
}

export interface SelfSupTwoStageModules extends FirstStage {
  /** Published names, for messages: its own, and that of the detector to fine-tune. */
  readonly names: { readonly own: string; readonly usual: string };
  readonly roiHead: EmbeddingRoiHead;
  /** Whether the backbone is trained; in the paper it is pre-trained and frozen. */
  readonly trainsBackbone: boolean;
}

export class SelfSupTwoStage extends DrawingModule implements ViewDetector<OnlineView, TargetView> {
  readonly #modules: SelfSupTwoStageModules;

  constructor(modules: SelfSupTwoStageModules) {
    super(modules.initCfg);
    this.#modules = modules;
    this.child('backbone', modules.backbone);
    if (modules.neck !== undefined) this.child('neck', modules.neck);
    this.child('rpn_head', modules.rpnHead);
    this.child('roi_head', modules.roiHead);
  }

  forwardOnline(view: Batch): OnlineView {
    const groundTruths = instancesOf(view);
    const { rpnHead } = this.#modules;
    let plain: Pick<EmbeddedRois, 'rois' | 'targets'>[][] = [];
    const { rpnLosses, tensors } = tidy(() => {
      const pyramids = this.#extractPyramids(view);
      const outputs = pyramids.map((features) => rpnHead.forward(features));
      const ofRpn = outputs.map((output) =>
        rpnHead.losses(output, groundTruths, view.img_metas, this.random),
      );
      const embedded = this.#embed(pyramids, outputs, groundTruths, view);
      plain = embedded.map((ofHeads) => ofHeads.map(({ rois, targets }) => ({ rois, targets })));
      return {
        rpnLosses: compositeLosses(ofRpn),
        tensors: embedded.map((ofHeads) =>
          ofHeads.map(({ embeddings, bboxPred }) => ({ embeddings, bboxPred })),
        ),
      };
    }) as unknown as {
      rpnLosses: Losses;
      tensors: Pick<EmbeddedRois, 'embeddings' | 'bboxPred'>[][];
    };
    const embedded = plain.map((ofHeads, b) => ofHeads.map((rest, h) => ({ ...rest, ...tensors[b][h] })));
    return { embedded, rpnLosses };
  }

  forwardTarget(view: Batch): TargetView {
    const groundTruths = instancesOf(view);
    const { rpnHead } = this.#modules;
    let targets: TargetRois['targets'][][] = [];
    const embeddings = noGrad(() => {
      const pyramids = this.#extractPyramids(view);
      const last = rpnHead.forward(pyramids[pyramids.length - 1]);
      const embedded = this.#embed(pyramids, [last], groundTruths, view);
      targets = embedded.map((ofHeads) => ofHeads.map((own) => own.targets));
      return embedded.flatMap((ofHeads) => ofHeads.map((own) => own.embeddings));
    });
    let next = 0;
    const embedded = targets.map((ofHeads) =>
      ofHeads.map((own) => ({ embeddings: embeddings[next++], targets: own })),
    );
    return { embedded };
  }

  losses({ embedded, rpnLosses }: OnlineView, target: TargetView): Losses {
    const { roiHead } = this.#modules;
    // With a composite backbone, each backbone's losses include those of both RPNs: as published, they count more than
    // once.
    return compositeLosses(
      embedded.map((ofHeads, backbone) => roiHead.losses(ofHeads, target.embedded[backbone], rpnLosses)),
    );
  }

  loss(): never {
    const { own } = this.#modules.names;
    throw new ConfigError(`${own} has no loss of its own: train it as the backbone of SelfSupDetector.`);
  }

  detect(): never {
    const { own, usual } = this.#modules.names;
    throw new ConfigError(`${own} predicts embeddings, not classes: fine-tune a ${usual} to detect.`);
  }

  /**
   * As in the supervised detector, but no gradient flows to the backbone, frozen or not, unless it is to be trained.
   */
  #extractPyramids(view: Batch): Tensor4D[][] {
    return extractPyramids(this.#modules, imagesOf(view), this.#modules.trainsBackbone);
  }

  /** @param outputs of the region proposal network; those of the last backbone are used for the proposals of all. */
  #embed(
    pyramids: readonly Tensor4D[][],
    outputs: readonly DenseOutputs[],
    groundTruths: readonly InstanceGroundTruth[],
    { img_metas: metas }: Batch,
  ): EmbeddedRois[][] {
    const { rpnHead, roiHead, trainProposals } = this.#modules;
    const proposals = rpnHead.proposals(outputs[outputs.length - 1], metas, trainProposals);
    return pyramids.map((features) => roiHead.embed(features, proposals, groundTruths, metas, this.random));
  }
}

type Options = (TwoStageOptions | CascadeOptions) & { readonly train_backbone?: boolean };

function build(own: string, usual: string, head: string) {
  return (options: Options, builder: Builder) => {
    const roiHead: unknown = builder.build('roi_head', roiHeadConfig(options), 'roi_head');
    if (!isEmbedding(roiHead) || options.roi_head.type !== head) {
      throw new ConfigError(`roi_head: ${own} needs a ${head}, but got ${options.roi_head.type}.`);
    }
    return new SelfSupTwoStage({
      ...buildFirstStage(options, builder),
      names: { own, usual },
      roiHead,
      trainsBackbone: options.train_backbone === true,
    });
  };
}

function isEmbedding(head: unknown): head is EmbeddingRoiHead {
  return head instanceof Module && 'embed' in head;
}

export const selfSupMaskRcnn = defineComponent({
  type: 'SelfSupMaskRCNN',
  schema: z.strictObject({
    ...twoStageOptions,
    /** Train the backbone too, if no pre-trained weights are available. The published configs never do. */
    train_backbone: z.boolean().default(false),
  }),
  build: build('SelfSupMaskRCNN', 'MaskRCNN', 'SelfSupStandardRoIHead'),
});

export const selfSupHtc = defineComponent({
  type: 'SelfSupHTC',
  schema: z.strictObject(cascadeOptions),
  build: build('SelfSupHTC', 'HybridTaskCascade', 'SelfSupHybridTaskCascadeRoIHead'),
});

export const selfSupCbv2 = defineComponent({
  type: 'SelfSupCBv2',
  schema: z.strictObject(cascadeOptions),
  build: build('SelfSupCBv2', 'CBNetHybridTaskCascade', 'SelfSupCBv2Head'),
});
