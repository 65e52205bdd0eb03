export { formatPath, issuesOf } from './config-issues.js';
export {
  AlignDetError,
  CheckpointError,
  ConfigError,
  type ConfigIssue,
  DataError,
  EngineError,
  NotBuiltError,
  ShapeError,
  TrainingError,
  UsageError,
} from './errors.js';
export { writeError, writeTextAtomically } from './files.js';
export { type Logger, silentLogger } from './logger.js';
export { type Progress, type ProgressTask, silentProgress } from './progress.js';
export { Random, type RandomSource, type RandomState } from './random.js';
export {
  Builder,
  type Component,
  type ComponentConfig,
  type ConfigOf,
  defineComponent,
  Registry,
  type Slots,
  slot,
  slotOf,
} from './registry.js';
export { didYouMean, editDistance, nearest } from './suggest.js';
