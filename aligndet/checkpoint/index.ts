export { type FileParts, writeFileAtomically } from './atomic-file.js';
export { type ByteSource, bytesSource, openFile } from './byte-source.js';
export { bytesOf, itemSize, safetensorsName } from './dtypes.js';
export { bfloatToNumber, halfToNumber, numbersOf, numberToBfloat, numberToHalf } from './half.js';
export { assertCovers, coverage, summary } from './loading/coverage.js';
export { hints } from './loading/hints.js';
export {
  belowPrefix,
  type LoadedCheckpoint,
  type LoadOptions,
  loadCheckpoint,
} from './loading/load-checkpoint.js';
export { type LoadTarget, loadStateDict } from './loading/load-state-dict.js';
export { type OpenCheckpoint, withCheckpoint } from './loading/read-checkpoint.js';
export type { LoadReport, Mismatch } from './loading/report.js';
export { DEFAULT_REVISIONS, type KeyRevision, reviseKeys } from './loading/revise-keys.js';
export { asRecord, type StateEntries, stateEntries } from './loading/state-entries.js';
export { TorchDevice, TorchDType } from './pickle/classes.js';
export { NumpyArray, type NumpyData, NumpyDType, NumpyScalar, numberOf } from './pickle/numpy.js';
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
export {
  parseSafetensors,
  readSafetensors,
  readSafetensorsFile,
  type SafetensorsFile,
  writeSafetensors,
} from './safetensors.js';
export { parseTorchFile, type ReadOptions, readTorchFile, type TorchFile } from './torch/file.js';
export { isTensorRecord } from './torch/storage-plan.js';
export { TorchStorage, TorchTensor, type TorchTensorOptions } from './torch/tensor.js';
export { torchFileParts, writeTorchFile } from './torch/write.js';
