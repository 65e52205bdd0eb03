import { type ConfigOf, Registry } from '../../core/index.js';
import { detr } from './detr.js';
import { fcos, retinaNet } from './single-stage-detector.js';
import {
  cascadeRcnn,
  cbnetHybridTaskCascade,
  fasterRcnn,
  hybridTaskCascade,
  maskRcnn,
} from './two-stage-detectors.js';

export type { TrainableDetector } from './detector.js';
export { Detr, type DetrModules } from './detr.js';
export { SingleStageDetector, type SingleStageModules } from './single-stage-detector.js';
export { TwoStageDetector, type TwoStageModules } from './two-stage-detector.js';

/** All built-in supervised detectors. */
export const detectors = [
  cascadeRcnn,
  cbnetHybridTaskCascade,
  detr,
  fasterRcnn,
  fcos,
  hybridTaskCascade,
  maskRcnn,
  retinaNet,
] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    detector: typeof detectors;
  }
}

export type DetectorConfig = ConfigOf<(typeof detectors)[number]>;

export const detectorRegistry = new Registry('detector', detectors);
