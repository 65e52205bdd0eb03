import { type ConfigOf, Registry } from '../../../core/index.js';
import { convFcBBoxHead, shared2FcBBoxHead, shared4Conv1FcBBoxHead } from './conv-fc-bbox-heads.js';

export { type ScoredBoxes, scoredBoxes, softmaxRows } from './bbox-detections.js';
export type { BBoxHead, BBoxOutputs } from './bbox-head.js';
export { accuracy, boxLoss } from './bbox-losses.js';
export { type BBoxTargets, bboxTargets, sampledBoxes } from './bbox-targets.js';
export { ConvFcBBoxHead, type ConvFcBBoxHeadModules, type RowModule } from './conv-fc-bbox-head.js';
export { convFcModules, convFcOptions } from './conv-fc-bbox-heads.js';
export { type Flow, linearOn, rowLength } from './conv-fc-branch.js';

/** All built-in box head. */
export const bboxHeads = [convFcBBoxHead, shared2FcBBoxHead, shared4Conv1FcBBoxHead] as const;

declare module '../../../core/registry.js' {
  interface SlotLists {
    bbox_head: typeof bboxHeads;
  }
}

export type BBoxHeadConfig = ConfigOf<(typeof bboxHeads)[number]>;

export const bboxHeadRegistry = new Registry('bbox_head', bboxHeads);
