import { type ConfigOf, Registry } from '../../core/index.js';
import { deltaXywhBBoxCoder } from './delta-xywh-bbox-coder.js';
import { distancePointBBoxCoder } from './distance-point-bbox-coder.js';

export type { BBoxCoder, MaxShape } from './bbox-coder.js';
export { type DeltaOptions, deltaXywhCoder } from './delta-xywh-bbox-coder.js';
export { type DistancePointCoder, distancePointCoder } from './distance-point-bbox-coder.js';

/** All built-in box coder. */
export const bboxCoders = [deltaXywhBBoxCoder, distancePointBBoxCoder] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    bbox_coder: typeof bboxCoders;
  }
}

export type BBoxCoderConfig = ConfigOf<(typeof bboxCoders)[number]>;

export const bboxCoderRegistry = new Registry('bbox_coder', bboxCoders);
