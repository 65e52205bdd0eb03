/** @module Cases of kind `swin-converter`: names and values of official Swin weights for mmdetection. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  bytesOf,
  convertSwin,
  readSafetensors,
  readTorchFile,
  stateEntries,
} from '../../../aligndet/checkpoint/index.js';
import type { Finding } from '../handler.js';
import { compareRows, type Row } from './convert.js';
import { treeOf } from './tree.js';

export interface SwinCase {
  readonly input: string;
  readonly expected: readonly Row[];
}

export function runSwin(folder: string, golden: SwinCase): Finding[] {
  const { value } = readTorchFile(join(folder, golden.input));
  const { arrays } = treeOf(value);
  const path = join(folder, 'expected.safetensors');
  const listed = existsSync(path) ? readSafetensors(path) : new Map();
  const converted = convertSwin(stateEntries(value)?.entries ?? []);
  return compareRows(converted, golden.expected, (name, key) => {
    const record = listed.get(key);
    return name === null ? record && bytesOf(record.data) : arrays.get(name);
  });
}
