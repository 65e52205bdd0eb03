/**
 * @module The functions of this folder that need neither Node nor TensorFlow: checkpoints from bytes and Blobs, also in
 * browsers.
 */
export type { ChangedTensor, CheckpointDiff } from './inspect/comparison.js';
export type { InspectedTensor, Inspection } from './inspect/outline.js';
export type { Statistics } from './inspect/statistics.js';
export type { BlobLike } from './portable/blob-source.js';
export {
  type Checkpoint,
  type CheckpointInput,
  LazyTensor,
  OpenedCheckpoint,
  type OpenOptions,
  openCheckpoint,
  openCheckpointFile,
  type ReadSelection,
  readCheckpoint,
  readCheckpointFile,
} from './portable/open.js';
export {
  type ConvertedCheckpoint,
  type ConverterName,
  type ConvertOptions,
  convertCheckpoint,
  diffCheckpoints,
  type InspectOptions,
  inspectCheckpoint,
} from './portable/tools.js';
export { saveCheckpoint, type WriteOptions, writeCheckpoint } from './portable/write.js';
export { valuesOf } from './values-of.js';
