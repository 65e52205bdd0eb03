/** @module `aligndet/evaluation`: COCO and VOC metrics of detections. */
export {
  type CocoAnnotation,
  type CocoCategory,
  type CocoFile,
  type CocoImage,
  type CocoResult,
  cocoMetrics,
  evaluateCocoFiles,
  evaluateMeanAp,
  type IouType,
  type MeanApOptions,
  type MeanApResult,
} from '../evaluation/index.js';
