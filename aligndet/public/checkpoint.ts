/**
 * @module `aligndet/checkpoint`: `.pth` and safetensors files, which are read and written without running code in them.
 * It needs neither TensorFlow nor Node: in a browser a file is a `Blob`, of which only the required ranges are loaded.
 */
export {
  type BlobLike,
  type ChangedTensor,
  type Checkpoint,
  type CheckpointDiff,
  type CheckpointInput,
  type ConvertedCheckpoint,
  type ConverterName,
  type ConvertOptions,
  convertCheckpoint,
  diffCheckpoints,
  type InspectedTensor,
  type Inspection,
  type InspectOptions,
  inspectCheckpoint,
  LazyTensor,
  valuesOf,
  OpenedCheckpoint,
  type OpenOptions,
  openCheckpoint,
  openCheckpointFile,
  type ReadSelection,
  readCheckpoint,
  readCheckpointFile,
  type Statistics,
  saveCheckpoint,
  type WriteOptions,
  writeCheckpoint,
} from '../checkpoint/portable.js';
export { CheckpointError } from '../core/portable.js';
export type { DType, StateDict, TensorData, TensorRecord } from '../nn/index.js';
