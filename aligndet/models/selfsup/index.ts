import { type ConfigOf, Registry } from '../../core/index.js';
import { selfSupLossRegistry } from './losses/index.js';
import { pseudoHungarianAssigner, selfSupHungarianAssigner } from './selfsup-assigners.js';
import { selfSupShared2FcBBoxHead, selfSupShared4Conv1FcBBoxHead } from './selfsup-bbox-heads.js';
import { selfSupCbv2Head, selfSupHtcRoiHead } from './selfsup-cascade-roi-head.js';
import { selfSupDetector } from './selfsup-detector.js';
import { selfSupDetr } from './selfsup-detr.js';
import { selfSupDetrHead } from './selfsup-detr-head.js';
import { selfSupFcosHead } from './selfsup-fcos-head.js';
import { dissimilarCost, negativeCosineSimilarityCost, zeroCost } from './selfsup-match-costs.js';
import { selfSupRetinaHead } from './selfsup-retina-head.js';
import { selfSupFcos, selfSupRetinaNet } from './selfsup-single-stage.js';
import { selfSupStandardRoiHead } from './selfsup-standard-roi-head.js';
import { selfSupCbv2, selfSupHtc, selfSupMaskRcnn } from './selfsup-two-stage.js';

export { type DenseView, EmbeddingHead, type TwoViewLosses } from './embedding-head.js';
export type { EmbeddedRois, EmbeddingRoiHead, TargetRois } from './embedding-roi-head.js';
export { instanceLabels } from './instance-labels.js';
export { moveTowards } from './moving-average.js';
export { type ContrastOptions, type EmbeddedView, objectContrast } from './object-contrast.js';
export { type SelfSupCascadeModules, SelfSupCascadeRoiHead } from './selfsup-cascade-roi-head.js';
export { SelfSupDetector, type SelfSupDetectorModules } from './selfsup-detector.js';
export { SelfSupDetr, type SelfSupDetrModules } from './selfsup-detr.js';
export { type QueryView, SelfSupDetrHead } from './selfsup-detr-head.js';
export { cosineMatchCost, dissimilarMatchCost, zeroMatchCost } from './selfsup-match-costs.js';
export { SelfSupSingleStage, type SelfSupSingleStageModules } from './selfsup-single-stage.js';
export { SelfSupStandardRoiHead } from './selfsup-standard-roi-head.js';
export { SelfSupTwoStage, type SelfSupTwoStageModules } from './selfsup-two-stage.js';
export { isViewDetector, type ViewDetector } from './view-detector.js';

/** All built-in self-supervised detectors. */
export const selfSupDetectors = [
  selfSupCbv2,
  selfSupDetector,
  selfSupDetr,
  selfSupFcos,
  selfSupHtc,
  selfSupMaskRcnn,
  selfSupRetinaNet,
] as const;
/** Their dense heads. */
export const selfSupDenseHeads = [selfSupDetrHead, selfSupFcosHead, selfSupRetinaHead] as const;
/** Their second stages. */
export const selfSupRoiHeads = [selfSupCbv2Head, selfSupHtcRoiHead, selfSupStandardRoiHead] as const;
/** Their box heads. */
export const selfSupBBoxHeads = [selfSupShared2FcBBoxHead, selfSupShared4Conv1FcBBoxHead] as const;

/** Their assigners of queries. */
export const selfSupAssigners = [pseudoHungarianAssigner, selfSupHungarianAssigner] as const;
/** Their match costs. */
export const selfSupMatchCosts = [dissimilarCost, negativeCosineSimilarityCost, zeroCost] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    'detector:selfsup': typeof selfSupDetectors;
    'dense_head:selfsup': typeof selfSupDenseHeads;
    'roi_head:selfsup': typeof selfSupRoiHeads;
    'bbox_head:selfsup': typeof selfSupBBoxHeads;
    'assigner:selfsup': typeof selfSupAssigners;
    'match_cost:selfsup': typeof selfSupMatchCosts;
  }
}

export type SelfSupDetectorConfig = ConfigOf<(typeof selfSupDetectors)[number]>;

export const selfSupRegistries: readonly Registry[] = [
  selfSupLossRegistry,
  new Registry('detector', selfSupDetectors),
  new Registry('dense_head', selfSupDenseHeads),
  new Registry('roi_head', selfSupRoiHeads),
  new Registry('bbox_head', selfSupBBoxHeads),
  new Registry('assigner', selfSupAssigners),
  new Registry('match_cost', selfSupMatchCosts),
];
