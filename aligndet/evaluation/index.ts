export {
  type CocoAnnotation,
  type CocoCategory,
  type CocoFile,
  type CocoImage,
  type IouType,
  trueInstances,
} from './coco/annotations.js';
export { type CocoEvaluation, evaluateInstances } from './coco/evaluation.js';
export { type DetectedInstances, type Instances, Scope, type TrueInstances } from './coco/instances.js';
export { type AreaRange, cocoProtocol, type Protocol } from './coco/protocol.js';
export {
  type CocoResult,
  instancesOfDetections,
  instancesOfResults,
  type ScoredDetections,
} from './coco/results.js';
export { averagePrecision, averageRecall, cocoStats } from './coco/summary.js';
