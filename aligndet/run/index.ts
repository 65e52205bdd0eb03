export { checkRunConfig, withoutTestKeys } from './check-config.js';
export { cocoGroundTruthOf, metricOf } from './dataset-metric.js';
export { Detector } from './detector.js';
export { draw } from './draw.js';
export { evaluate } from './evaluate.js';
export { drawResult } from './evaluation/draw-results.js';
export { drawingNames } from './evaluation/drawing-names.js';
export {
  checkOut,
  type Evaluated,
  type EvaluateNames,
  runEvaluation,
} from './evaluation/run-evaluation.js';
export type * from './options.js';
export { requireBoxes, reviewData } from './review-data.js';
export { train } from './train.js';
export { registerHooks } from './training/hooks.js';
export { fetchWeights, loadWeights, type WeightOptions, weightOptions } from './weights.js';
