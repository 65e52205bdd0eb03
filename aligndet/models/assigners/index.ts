import { type ConfigOf, Registry } from '../../core/index.js';
import { hungarianAssignerComponent } from './hungarian-assigner.js';
import { bboxOverlaps2DComponent } from './iou-calculator.js';
import { maxIouAssignerComponent } from './max-iou-assigner.js';

export type { Assigner, AssignResult, GroundTruth, Predictions } from './assigner.js';
export {
  hungarianAssigner,
  isQueryAssigner,
  type MatchCosts,
  matchingCosts,
  type QueryAssigner,
  type QueryGroundTruth,
  type QueryMatches,
  type QueryPredictions,
  totalCosts,
} from './hungarian-assigner.js';
export { bboxOverlaps2D, type IouCalculator } from './iou-calculator.js';
export { linearSumAssignment, type Matching } from './linear-sum-assignment.js';
export { type MaxIouOptions, maxIouAssigner } from './max-iou-assigner.js';

/** All built-in assigner. */
export const assigners = [hungarianAssignerComponent, maxIouAssignerComponent] as const;
/** All built-in overlap calculator. */
export const iouCalculators = [bboxOverlaps2DComponent] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    assigner: typeof assigners;
    iou_calculator: typeof iouCalculators;
  }
}

export type AssignerConfig = ConfigOf<(typeof assigners)[number]>;

export const assignerRegistry = new Registry('assigner', assigners);
export const iouCalculatorRegistry = new Registry('iou_calculator', iouCalculators);
