/** @module The public names of AlignDet. */

export { builtinBuilder, builtinRegistries } from './builtins.js';
export {
  type ChangedConfig,
  type ConfigInput,
  defineConfig,
  loadConfig,
  type Pipeline,
  type WholeConfig,
} from './config/index.js';
export {
  AlignDetError,
  Builder,
  type Component,
  type ComponentConfig,
  type Components,
  type ConfigOf,
  defineComponent,
  type Logger,
  NotBuiltError,
  type Progress,
  Random,
  type RandomSource,
  Registry,
  type SlotConfig,
  type SlotLists,
  type Slots,
  slot,
} from './core/index.js';
export { ensureEngine } from './engine/index.js';
export type {
  Batch,
  Dataset,
  Detections,
  DetectOptions,
  Detector,
  ImageMeta,
  Losses,
  TrainingBatch,
} from './structures/index.js';
