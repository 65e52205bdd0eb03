import { type ConfigOf, Registry } from '../../../core/index.js';
import { fcnMaskHead } from './fcn-mask-head.js';

export { FcnMaskHead, type FcnMaskHeadParts } from './fcn-mask-head.js';
export type { MaskHead } from './mask-head.js';
export { maskTargets } from './mask-targets.js';
export { type MaskProbabilities, pasteMasks } from './paste-masks.js';

/** Every built-in mask head. */
export const maskHeads = [fcnMaskHead] as const;

declare module '../../../core/registry.js' {
  interface SlotLists {
    mask_head: typeof maskHeads;
  }
}

export type MaskHeadConfig = ConfigOf<(typeof maskHeads)[number]>;

export const maskHeadRegistry = new Registry('mask_head', maskHeads);
