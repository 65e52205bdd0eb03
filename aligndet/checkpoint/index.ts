export { type FileChunks, writeFileAtomically } from './atomic-file.js';
export { type ByteSource, bytesSource, openFile } from './byte-source.js';
export {
  type BackboneLayout,
  backboneToMmdet,
} from './converters/backbone-to-mmdet.js';
export type { Conversion } from './converters/conversion.js';
export { detectronToPytorch } from './converters/detectron-to-pytorch.js';
export { detectron2ToMmdet } from './converters/detectron2-to-mmdet.js';
export { type ExtractOptions, extractDetectorWeights } from './converters/extract-detector-weights.js';
export { publishModel, withoutOptimizer } from './converters/publish-model.js';
export { regnetToMmdet } from './converters/regnet-to-mmdet.js';
export { mocoToMmdet } from './converters/selfsup-to-mmdet.js';
export { convertSwin, swinToMmdet } from './converters/swin.js';
export {
  configTextOf,
  type ModelFacts,
  modelFacts,
  upgradeModelVersion,
} from './converters/upgrade-model-version.js';
export { upgradeSsdVersion } from './converters/upgrade-ssd-version.js';
export { bytesOf, itemSize, safetensorsName } from './dtypes.js';
export { bfloatToNumber, halfToNumber } from './half.js';
export { type ModelCard, modelCardText } from './hub/model-card.js';
export { type HubOptions, readHubRepository, weightsOf, writeHubRepository } from './hub/repository.js';
export type { ChangedTensor, CheckpointDiff } from './inspect/comparison.js';
export { diffCheckpoints } from './inspect/diff.js';
export { inspectCheckpoint } from './inspect/inspect.js';
export type { InspectedTensor, Inspection } from './inspect/outline.js';
export { type Statistics, statistics } from './inspect/statistics.js';
export { tensorsBelow } from './inspect/tensors-below.js';
export { classNames } from './loading/class-names.js';
export {
  belowPrefix,
  type LoadedCheckpoint,
  type LoadOptions,
  loadCheckpoint,
} from './loading/load-checkpoint.js';
export {
  loadPretrained,
  type PretrainedLayout,
  type PretrainedOptions,
  type PretrainedTarget,
} from './loading/load-pretrained.js';
export { type LoadTarget, loadStateDict } from './loading/load-state-dict.js';
export type { OpenCheckpoint } from './loading/open-checkpoint.js';
export { withCheckpoint } from './loading/read-checkpoint.js';
export type { LoadReport, Mismatch } from './loading/report.js';
export { DEFAULT_REVISIONS, type KeyRevision, reviseKeys } from './loading/revise-keys.js';
export { asRecord, type StateEntries, stateEntries } from './loading/state-entries.js';
export { openMapped } from './mapped-file.js';
export { NumpyArray, type NumpyData, NumpyDType, NumpyScalar } from './pickle/numpy.js';
export { TorchDevice, TorchDType } from './pickle/torch-values.js';
export { type UnpickleOptions, unpickle } from './pickle/unpickler.js';
export {
  type DictKind,
  PyDict,
  PyFloat,
  PyGlobal,
  PyObject,
  PySet,
  PyTuple,
  type PyValue,
} from './pickle/values.js';
export { plain } from './plain.js';
export { isBarePickle, readPickle } from './read-pickle.js';
export { type FetchOptions, fetchCheckpoint } from './remote/fetch-checkpoint.js';
export { type CheckpointSource, checkpointSource } from './remote/sources.js';
export { parseSafetensors, type SafetensorsFile } from './safetensors.js';
export { readSafetensors, readSafetensorsFile, writeSafetensors } from './safetensors-file.js';
export { parseTorchFile, type ReadOptions, readTorchFile, type TorchFile } from './torch/file.js';
export { legacyFileChunks } from './torch/legacy-file-chunks.js';
export { isTensorRecord } from './torch/storage-plan.js';
export { TorchStorage, TorchTensor, type TorchTensorOptions } from './torch/tensor.js';
export { torchFileChunks } from './torch/torch-file-chunks.js';
export { writeLegacyTorchFile, writeTorchFile } from './torch/write.js';
export { valuesOf } from './values-of.js';
