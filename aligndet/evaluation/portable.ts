/** @module The functions of this folder that need neither Node nor TensorFlow: the evaluation of plain objects. */
export type { CocoAnnotation, CocoCategory, CocoFile, CocoImage, IouType } from './coco/annotations.js';
export {
  type CocoClassMetrics,
  type CocoMetrics,
  type CocoOptions,
  type CocoSummary,
  type CurveSelection,
  evaluateCoco,
  type PrecisionRecallCurve,
} from './coco/evaluate-coco.js';
export type { CocoResult } from './coco/results.js';
export {
  evaluateVoc,
  type VocClassMetrics,
  type VocDetections,
  type VocImage,
  type VocOptions,
  type VocSummary,
} from './voc/evaluate-voc.js';
