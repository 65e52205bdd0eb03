export { type FileParts, writeFileAtomically } from './atomic-file.js';
export { type ByteSource, bytesSource, openFile } from './byte-source.js';
export { bytesOf, itemSize, safetensorsName } from './dtypes.js';
export { bfloatToNumber, halfToNumber, numbersOf, numberToBfloat, numberToHalf } from './half.js';
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
