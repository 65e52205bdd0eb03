import { type ConfigOf, Registry } from '../../core/index.js';
import { rpnHead } from './rpn-head.js';

export {
  type AnchorTrainConfig,
  anchorTrainSchema,
  type ProposalConfig,
  proposalSchema,
} from './dense-config.js';
export type { DenseHead, DenseOutputs, ProposalHead } from './dense-head.js';
export { type PriorLossOptions, priorLosses } from './prior-losses.js';
export { type PriorTargetOptions, type PriorTargets, priorTargets } from './prior-targets.js';
export { RpnHead, type RpnParts } from './rpn-head.js';
export { rpnProposals } from './rpn-proposals.js';
export { topIndices } from './top-indices.js';

/** Every built-in dense head. */
export const denseHeads = [rpnHead] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    dense_head: typeof denseHeads;
  }
}

export type DenseHeadConfig = ConfigOf<(typeof denseHeads)[number]>;

export const denseHeadRegistry = new Registry('dense_head', denseHeads);
