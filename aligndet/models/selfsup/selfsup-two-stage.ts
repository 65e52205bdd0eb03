/**
 * @module Two-stage detectors as branches of self-supervised pre-training, https://arxiv.org/abs/2307.11077,
 * section 3.3: their region proposal networks and boxes learn from proposals, their classes from the other view. Of linked
 * backbones (CBNetV2) each has features of its own. Dims: B images, L levels.
 */
import { z } from 'zod';
import { type Builder, ConfigError, defineComponent } from '../../core/index.js';
import { type Tensor4D, tidy } from '../../engine/index.js';
import { Module } from '../../nn/index.js';
import type { Batch, Losses } from '../../structures/index.js';
import { imagesOf } from '../batch-truth.js';
import type { DenseOutputs } from '../dense-heads/dense-head.js';
import { type CascadeOptions, cascadeOptions } from '../detectors/cascade-config.js';
import { extractPyramids } from '../detectors/extract-features.js';
import { linkedLosses } from '../detectors/linked-losses.js';
import { type TwoStageOptions, twoStageOptions } from '../detectors/two-stage-config.js';
import { buildFirstStage, type FirstStage, roiHeadConfig } from '../detectors/two-stage-parts.js';
import { DrawingModule } from '../drawing-module.js';
import type { InstanceTruth } from '../roi-heads/roi-head.js';
import { withoutGradient } from '../without-gradient.js';
import type { EmbeddedRegions, EmbeddingRoiHead, TargetRegions } from './embedding-roi-head.js';
import { instancesOf } from './instance-labels.js';
import type { ViewDetector } from './view-detector.js';

/** The online branch's view: what is compared, by backbone and box head, and what it learns on its own. */
interface OnlineView {
  readonly regions: readonly (readonly EmbeddedRegions[])[];
  readonly rpnLosses: Losses;
}

interface TargetView {
  readonly regions: readonly (readonly TargetRegions[])[];
}

export interface SelfSupTwoStageParts extends FirstStage {
  /** Published names, for messages: its own, and that of the detector to fine-tune. */
  readonly names: { readonly own: string; readonly usual: string };
  readonly roiHead: EmbeddingRoiHead;
  /** Whether the backbone learns too; in the paper it comes trained and stays as it is. */
  readonly trainsBackbone: boolean;
}

export class SelfSupTwoStage extends DrawingModule implements ViewDetector<OnlineView, TargetView> {
  readonly #parts: SelfSupTwoStageParts;

  constructor(parts: SelfSupTwoStageParts) {
    super(parts.initCfg);
    this.#parts = parts;
    this.child('backbone', parts.backbone);
    if (parts.neck !== undefined) this.child('neck', parts.neck);
    this.child('rpn_head', parts.rpnHead);
    this.child('roi_head', parts.roiHead);
  }

  get parts(): SelfSupTwoStageParts {
    return this.#parts;
  }

  forwardOnline(view: Batch): OnlineView {
    const truths = instancesOf(view);
    const { rpnHead } = this.#parts;
    let plain: Pick<EmbeddedRegions, 'rois' | 'targets'>[][] = [];
    const { rpnLosses, tensors } = tidy(() => {
      const pyramids = this.#extractPyramids(view);
      const outputs = pyramids.map((features) => rpnHead.forward(features));
      const ofRpn = outputs.map((output) => rpnHead.losses(output, truths, view.img_metas, this.random));
      const regions = this.#embed(pyramids, outputs, truths, view);
      plain = regions.map((ofHeads) => ofHeads.map(({ rois, targets }) => ({ rois, targets })));
      return {
        rpnLosses: linkedLosses(ofRpn),
        tensors: regions.map((ofHeads) =>
          ofHeads.map(({ embeddings, bboxPred }) => ({ embeddings, bboxPred })),
        ),
      };
    }) as unknown as {
      rpnLosses: Losses;
      tensors: Pick<EmbeddedRegions, 'embeddings' | 'bboxPred'>[][];
    };
    const regions = plain.map((ofHeads, b) => ofHeads.map((rest, h) => ({ ...rest, ...tensors[b][h] })));
    return { regions, rpnLosses };
  }

  forwardTarget(view: Batch): TargetView {
    const truths = instancesOf(view);
    const { rpnHead } = this.#parts;
    let targets: TargetRegions['targets'][][] = [];
    const embeddings = withoutGradient(() => {
      const pyramids = this.#extractPyramids(view);
      const last = rpnHead.forward(pyramids[pyramids.length - 1]);
      const regions = this.#embed(pyramids, [last], truths, view);
      targets = regions.map((ofHeads) => ofHeads.map((own) => own.targets));
      return regions.flatMap((ofHeads) => ofHeads.map((own) => own.embeddings));
    });
    let next = 0;
    const regions = targets.map((ofHeads) =>
      ofHeads.map((own) => ({ embeddings: embeddings[next++], targets: own })),
    );
    return { regions };
  }

  losses({ regions, rpnLosses }: OnlineView, target: TargetView): Losses {
    const { roiHead } = this.#parts;
    // Of linked backbones, each one's losses list those of both region proposal networks: as published, they count more than once.
    return linkedLosses(
      regions.map((ofHeads, backbone) => roiHead.losses(ofHeads, target.regions[backbone], rpnLosses)),
    );
  }

  loss(): never {
    const { own } = this.#parts.names;
    throw new ConfigError(`${own} has no loss of its own: train it as the backbone of SelfSupDetector.`);
  }

  detect(): never {
    const { own, usual } = this.#parts.names;
    throw new ConfigError(`${own} gives embeddings, not classes: fine-tune a ${usual} to detect.`);
  }

  /** As in the usual detector, but no gradient reaches the backbone, frozen or not, unless it is to learn too. */
  #extractPyramids(view: Batch): Tensor4D[][] {
    return extractPyramids(this.#parts, imagesOf(view), this.#parts.trainsBackbone);
  }

  /** @param outputs of the region proposal network; those of the last backbone make the proposals for all. */
  #embed(
    pyramids: readonly Tensor4D[][],
    outputs: readonly DenseOutputs[],
    truths: readonly InstanceTruth[],
    { img_metas: metas }: Batch,
  ): EmbeddedRegions[][] {
    const { rpnHead, roiHead, trainProposals } = this.#parts;
    const proposals = rpnHead.proposals(outputs[outputs.length - 1], metas, trainProposals);
    return pyramids.map((features) => roiHead.embed(features, proposals, truths, metas, this.random));
  }
}

type Options = (TwoStageOptions | CascadeOptions) & { readonly train_backbone?: boolean };

function build(own: string, usual: string, head: string) {
  return (options: Options, builder: Builder) => {
    const roiHead: unknown = builder.build('roi_head', roiHeadConfig(options), 'roi_head');
    if (!isEmbedding(roiHead) || options.roi_head.type !== head) {
      throw new ConfigError(`roi_head: ${own} takes a ${head}, not ${options.roi_head.type}.`);
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
    /** Let the backbone learn too, where no weights of it are at hand. The published configs never do. */
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
