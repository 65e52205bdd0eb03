export { type FileParts, writeFileAtomically } from './atomic-file.js';
export { type ByteSource, bytesSource, openFile } from './byte-source.js';
export { itemSize } from './dtypes.js';
export { bfloatToNumber, halfToNumber, numbersOf, numberToBfloat, numberToHalf } from './half.js';
export {
  parseSafetensors,
  readSafetensors,
  readSafetensorsFile,
  type SafetensorsFile,
  writeSafetensors,
} from './safetensors.js';
