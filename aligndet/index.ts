/**
 * @module The public names of AlignDet. Importing them is cheap: what trains and detects is loaded by its first call.
 *
 * Further names: `aligndet/config`, `aligndet/checkpoint`, `aligndet/evaluation`, `aligndet/engine`, `aligndet/components`.
 */
import type { SetupOptions } from './engine/index.js';

export {
  type ChangedConfig,
  type ConfigInput,
  type ConfigObject,
  type ConfigValue,
  defineConfig,
  type LoadedConfig,
  type LoadOptions,
  loadConfig,
  type Overrides,
  type Pipeline,
  type WholeConfig,
} from './config/index.js';
export {
  AlignDetError,
  CheckpointError,
  type Component,
  type ComponentConfig,
  type Components,
  ConfigError,
  type ConfigIssue,
  type ConfigOf,
  DataError,
  defineComponent,
  EngineError,
  type LogEvent,
  type Logger,
  logLine,
  NotBuiltError,
  type Progress,
  type ProgressTask,
  ShapeError,
  type SlotConfig,
  type SlotLists,
  type Slots,
  slot,
  TrainingError,
  UsageError,
} from './core/index.js';
export { Detector } from './run/detector.js';
export { draw } from './run/draw.js';
export { evaluate } from './run/evaluate.js';
export type {
  Box,
  CheckpointEvent,
  ConfigChanges,
  ConfigSource,
  DetectOptions,
  DrawOptions,
  EvaluateOptions,
  EvaluateResult,
  EvaluationEvent,
  ImageDetections,
  ImageInput,
  IterationEvent,
  LoadDetectorOptions,
  RawImage,
  RunMetrics,
  RunOptions,
  StartEvent,
  TrainEvent,
  TrainOptions,
  TrainResult,
  WeightSources,
} from './run/options.js';
export { train } from './run/train.js';
export { decodeMask } from './structures/masks/decode-mask.js';
export type { Rle } from './structures/masks/rle.js';

/**
 * Puts TensorFlow, which everything runs on, into the cache and starts it. Whatever needs it does so too: call it to have the
 * download at a time of your own, or to show its progress.
 *
 * @throws {EngineError} when it cannot be had, with what to do.
 * @example
 * ```ts
 * import { ensureEngine } from 'aligndet';
 *
 * await ensureEngine({
 *   progress: {
 *     start: (title, total, unit) => ({
 *       update: (done) => console.log(`${title}: ${done} of ${total ?? '?'} ${unit}`),
 *       finish: () => {},
 *     }),
 *   },
 * });
 * ```
 */
export async function ensureEngine(options: SetupOptions = {}): Promise<void> {
  const engine = await import('./engine/index.js');
  await engine.ensureEngine(options);
}
