import { type ConfigOf, Registry } from '../../../core/index.js';
import { fcnMaskHead } from './fcn-mask-head.js';
import { fusedSemanticHead } from './fused-semantic-head.js';
import { htcMaskHead } from './htc-mask-head.js';

export { FcnMaskHead, type FcnMaskHeadModules } from './fcn-mask-head.js';
export { FusedSemanticHead, type FusedSemanticHeadModules } from './fused-semantic-head.js';
export type { MaskHead } from './mask-head.js';
export { maskTargets } from './mask-targets.js';
export { type MaskProbabilities, pasteMasks } from './paste-masks.js';
export type { SemanticHead, SemanticOutputs } from './semantic-head.js';

/** All built-in mask head. */
export const maskHeads = [fcnMaskHead, htcMaskHead] as const;
/** All built-in semantic head. */
export const semanticHeads = [fusedSemanticHead] as const;

declare module '../../../core/registry.js' {
  interface SlotLists {
    mask_head: typeof maskHeads;
    semantic_head: typeof semanticHeads;
  }
}

export type MaskHeadConfig = ConfigOf<(typeof maskHeads)[number]>;

export const maskHeadRegistry = new Registry('mask_head', maskHeads);

export const semanticHeadRegistry = new Registry('semantic_head', semanticHeads);
