/** @module `aligndet/checkpoint`: `.pth` and safetensors files, read without running code in them, and written. */
export {
  diffCheckpoints,
  inspectCheckpoint,
  parseSafetensors,
  parseTorchFile,
  readSafetensors,
  TorchTensor,
  writeSafetensors,
  writeTorchFile,
} from '../checkpoint/index.js';
export { CheckpointError } from '../core/index.js';
