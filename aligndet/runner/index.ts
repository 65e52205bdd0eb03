export { latestCheckpoint } from './auto-resume.js';
export { type Checkpoint, linkLatest, readCheckpoint, resumeRun, saveRun } from './checkpointing.js';
export { detectAll, detectIn, type EvaluationSource } from './detect-all.js';
export {
  EvalHook,
  type EvalHookOptions,
  evalHookSchema,
  type Metrics,
  metricOptions,
} from './hooks/eval-hook.js';
export { GradientSum } from './hooks/gradient-cumulative-hook.js';
export { hookRegistry } from './hooks/index.js';
export { iterTimerHook } from './hooks/iter-timer-hook.js';
export { lrUpdaterHook } from './hooks/lr-updater-hook.js';
export { checkNumClasses } from './hooks/num-class-check-hook.js';
export { duration } from './hooks/text-logger-hook.js';
export { priorities, priorityOf } from './priorities.js';
export { runByEpoch } from './run-by-epoch.js';
export { runByIter } from './run-by-iter.js';
export { type BatchSource, type Hook, Runner, type RunnerOptions } from './runner.js';
export { type StepOutput, type TrainableModel, totalLoss, trainStep } from './train-step.js';
