import { type ConfigOf, Registry } from '../../core/index.js';
import { cascadeRoiHead, hybridTaskCascadeRoiHead } from './cascades/index.js';
import { standardRoiHead } from './standard-roi-head.js';

export * from './bbox-heads/index.js';
export * from './cascades/index.js';
export * from './mask-heads/index.js';
export { type RoiTestConfig, type RoiTrainConfig, roiTestSchema, roiTrainSchema } from './roi-config.js';
export * from './roi-extractors/index.js';
export type { InstanceGroundTruth, RoiHead } from './roi-head.js';
export { type RoiSampling, sampleRois } from './sample-rois.js';
export { StandardRoiHead, type StandardRoiHeadModules, standardRoiHeadOptions } from './standard-roi-head.js';

/** All built-in RoI head. */
export const roiHeads = [cascadeRoiHead, hybridTaskCascadeRoiHead, standardRoiHead] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    roi_head: typeof roiHeads;
  }
}

export type RoiHeadConfig = ConfigOf<(typeof roiHeads)[number]>;

export const roiHeadRegistry = new Registry('roi_head', roiHeads);
