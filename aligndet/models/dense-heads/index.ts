import { type ConfigOf, Registry } from '../../core/index.js';
import { detrHead } from './detr-head.js';
import { fcosHead } from './fcos-head.js';
import { retinaHead } from './retina-head.js';
import { rpnHead } from './rpn-head.js';

export {
  type AnchorTrainConfig,
  anchorTrainSchema,
  type DenseTestConfig,
  denseTestSchema,
  type ProposalConfig,
  proposalSchema,
} from './dense-config.js';
export {
  type DenseHead,
  type DenseOutputs,
  type DetectingHead,
  isDetectingHead,
  type ProposalHead,
} from './dense-head.js';
export { DetrHead, paddingMask } from './detr-head.js';
export type { DetrHeadModules } from './detr-options.js';
export type { QueryOutputs, QueryTargets } from './detr-queries.js';
export { detectQueries, type QueryDecoding } from './detr-queries.js';
export { FcosHead, type FcosHeadModules } from './fcos-head.js';
export { centerness, type PointTargetOptions, type PointTargets, pointTargets } from './fcos-targets.js';
export { type PriorLossOptions, priorLosses } from './prior-losses.js';
export { type PriorTargetOptions, type PriorTargets, priorTargets } from './prior-targets.js';
export { RetinaHead, type RetinaHeadModules } from './retina-head.js';
export { RpnHead, type RpnHeadModules } from './rpn-head.js';
export { rpnProposals } from './rpn-proposals.js';
export { topIndices } from './top-indices.js';

/** All built-in dense head. */
export const denseHeads = [detrHead, fcosHead, retinaHead, rpnHead] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    dense_head: typeof denseHeads;
  }
}

export type DenseHeadConfig = ConfigOf<(typeof denseHeads)[number]>;

export const denseHeadRegistry = new Registry('dense_head', denseHeads);
