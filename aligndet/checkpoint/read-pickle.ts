/** @module Plain pickles, such as the `.pkl` files of Detectron. */
import { openFile } from './byte-source.js';
import { equalBytes, hexBytes } from './bytes.js';
import { type UnpickleOptions, unpickle } from './pickle/unpickler.js';
import type { PyValue } from './pickle/values.js';

/** @throws {CheckpointError} if the file is corrupt or unsafe. */
export function readPickle(path: string, options: UnpickleOptions = {}): PyValue {
  const source = openFile(path);
  try {
    return unpickle(source, 0, options).value;
  } finally {
    source.close();
  }
}

/** `torch.save` before 1.6 wrote this number first, as a pickle of its own. */
const LEGACY_TORCH = hexBytes('80028a0a6cfc9c46f9206aa85019');

/** Whether a file is a pickle written by Python itself, not by PyTorch or safetensors. */
export function isBarePickle(path: string): boolean {
  const source = openFile(path);
  try {
    const start = source.read(0, Math.min(source.size, LEGACY_TORCH.length));
    return start[0] === 0x80 && !equalBytes(LEGACY_TORCH, start);
  } finally {
    source.close();
  }
}
