import { type ConfigOf, Registry } from '../../core/index.js';
import { hungarianAssigner } from './hungarian-assigner.js';
import { bboxOverlaps2D } from './iou-calculator.js';
import { maxIouAssigner } from './max-iou-assigner.js';

export type { Assigner, AssignResult, GroundTruth, Predictions } from './assigner.js';
export {
  buildHungarianAssigner,
  isQueryAssigner,
  type MatchCosts,
  matchingCosts,
  type QueryAssigner,
  type QueryGroundTruth,
  type QueryMatches,
  type QueryPredictions,
  totalCosts,
} from './hungarian-assigner.js';
export { type IouCalculator, overlapCalculator } from './iou-calculator.js';
export { linearSumAssignment, type Matching } from './linear-sum-assignment.js';
export { buildMaxIouAssigner, type MaxIouOptions } from './max-iou-assigner.js';

/** All built-in assigner. */
export const assigners = [hungarianAssigner, maxIouAssigner] as const;
/** All built-in overlap calculator. */
export const iouCalculators = [bboxOverlaps2D] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    assigner: typeof assigners;
    iou_calculator: typeof iouCalculators;
  }
}

export type AssignerConfig = ConfigOf<(typeof assigners)[number]>;

export const assignerRegistry = new Registry('assigner', assigners);
export const iouCalculatorRegistry = new Registry('iou_calculator', iouCalculators);
