/** @module What golden cases record of pre-training with a second stage. */
import {
  type BBoxHead,
  type EmbeddingRoiHead,
  isCompositeNeck,
  type Neck,
  type RoiExtractor,
  type RpnHead,
  SelfSupCascadeRoiHead,
  SelfSupStandardRoiHead,
  type SelfSupTwoStage,
} from '../../../aligndet/models/index.js';
import { builtIn } from '../build-component.js';
import { UnknownCase } from '../handler.js';
import { type Captures, capturesOfMaps, published, rows, spyOn } from './capture.js';

type Undo = (() => void)[];

/** Records what the parts of both branches give. @returns what ends it. */
export function captureTwoStageViews(
  online: SelfSupTwoStage,
  target: SelfSupTwoStage,
  captures: Captures,
): () => void {
  const undo = [...captureBranch(online, captures, 'online'), ...captureBranch(target, captures, 'target')];
  return () => {
    for (const end of undo) end();
  };
}

/** Records what the branch's parts give. */
function captureBranch(branch: SelfSupTwoStage, captures: Captures, prefix: string): Undo {
  const [neck] = builtIn<Neck | undefined>(branch, 'neck');
  const [rpnHead] = builtIn<RpnHead>(branch, 'rpn_head');
  const [roiHead] = builtIn<EmbeddingRoiHead>(branch, 'roi_head');
  const isComposite = neck !== undefined && isCompositeNeck(neck);
  const proposals = spyOn(rpnHead, 'proposals', (ofImages) => {
    ofImages.forEach((dets, image) => {
      captures.set(`${prefix}.proposals.${image}`, rows(dets, 5));
    });
  });
  const ofNeck = neck === undefined ? [] : [captureNeck(neck, captures, prefix)];
  if (roiHead instanceof SelfSupStandardRoiHead) {
    return [proposals, ...ofNeck, ...captureBoxes(roiHead, 0, captures, () => prefix)];
  }
  if (!(roiHead instanceof SelfSupCascadeRoiHead)) throw new UnknownCase('no captures for this RoI head');
  const ofStages = builtIn<BBoxHead>(roiHead, 'bbox_head').flatMap((_, s) =>
    captureBoxes(roiHead, s, captures, (call) => `${prefix}.${isComposite ? `b${call}.` : ''}s${s}`),
  );
  return [proposals, ...ofNeck, ...ofStages];
}

/** Of linked backbones, the last one's pyramid. */
function captureNeck(neck: Neck, captures: Captures, prefix: string): () => void {
  const maps = capturesOfMaps(captures, prefix)('feat');
  if (!isCompositeNeck(neck)) return spyOn(neck, 'forward', maps);
  return spyOn(neck, 'pyramids', (pyramids) => maps(pyramids[pyramids.length - 1]));
}

/** @param nameOf what the n-th call is called, from 0. */
function captureBoxes(
  roiHead: EmbeddingRoiHead,
  stage: number,
  captures: Captures,
  nameOf: (call: number) => string,
): Undo {
  const bboxExtractor = builtIn<RoiExtractor>(roiHead, 'bbox_roi_extractor')[stage];
  const bboxHead = builtIn<BBoxHead>(roiHead, 'bbox_head')[stage];
  let call = -1;
  const set = (name: string, value: ReturnType<typeof rows>) =>
    captures.set(`${nameOf(call)}.${name}`, value);
  return [
    spyOn(bboxExtractor, 'forward', (_, [, rois]) => {
      call++; // every call begins with reading regions
      set('rois', rows(rois as Float32Array, 5));
    }),
    spyOn(bboxHead, 'forward', ({ clsScore, bboxPred }) => {
      if (clsScore !== undefined) set('embed', published(clsScore));
      if (bboxPred !== undefined) set('bbox_pred', published(bboxPred));
    }),
    spyOn(bboxHead, 'targets', ({ labels, labelWeights, boxTargets }) => {
      set('labels', { shape: [labels.length], data: labels });
      set('label_weights', { shape: [labels.length], data: labelWeights });
      set('bbox_targets', rows(boxTargets, 4));
    }),
  ];
}
