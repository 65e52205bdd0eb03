export { asciiTable } from './ascii-table.js';
export {
  type CocoAnnotation,
  type CocoCategory,
  type CocoFile,
  type CocoImage,
  type IouType,
  trueInstances,
} from './coco/annotations.js';
export { type CocoColumns, instancesOfColumns } from './coco/columns.js';
export { type CocoEvaluation, evaluateInstances } from './coco/evaluation.js';
export { evaluateCocoFiles } from './coco/files.js';
export {
  type DetectedInstances,
  type Instances,
  Scope,
  type TrueInstances,
} from './coco/instances.js';
export { type AreaRange, cocoProtocol, type Protocol } from './coco/protocol.js';
export {
  type CocoResult,
  instancesOfDetections,
  instancesOfResults,
  type ScoredDetections,
} from './coco/results.js';
export { averagePrecision, averageRecall, cocoStats } from './coco/summary.js';
export {
  type CategoryPrecision,
  categoryPrecisions,
  categoryTable,
  summaryText,
} from './coco/summary-text.js';
export {
  type CocoGroundTruth,
  type CocoMetricOptions,
  cocoMetricNames,
  cocoMetricOptions,
  cocoMetrics,
  evaluate,
  type Metrics,
} from './coco-metrics.js';
export { roundDecimals, toDecimals } from './numeric/decimals.js';
export { evaluateRecalls, type RecallOptions } from './recalls.js';
export {
  leftOutNote,
  type ResultFiles,
  type ResultIds,
  writeDetections,
  writeResults,
} from './results-json.js';
export {
  type ClassResult,
  evaluateMeanAp,
  type MeanApOptions,
  type MeanApResult,
  type VocImageGroundTruth,
} from './voc/mean-ap.js';
export {
  type VocGroundTruth,
  type VocMetricOptions,
  vocMetricNames,
  vocMetricOptions,
  vocMetrics,
} from './voc-metrics.js';
