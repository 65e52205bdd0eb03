/** @module Cases of kind `checkpoint-read`: what `torch.load` gives, value by value and byte by byte. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf, readSafetensors, readTorchFile } from '../../../aligndet/checkpoint/index.js';
import { compareExact, compareJson, mismatch } from '../compare.js';
import type { Finding } from '../handler.js';
import { treeOf } from './tree.js';

export interface ReadCase {
  readonly file: string;
  readonly tree: unknown;
  readonly globals: readonly string[];
  readonly records?: readonly unknown[];
}

export function runRead(folder: string, golden: ReadCase): Finding[] {
  const file = readTorchFile(join(folder, golden.file));
  const { json, arrays } = treeOf(file.value);
  const findings = [
    compareJson('tree', json, golden.tree),
    compareJson('globals', file.globals, golden.globals),
  ];
  if (golden.records !== undefined) {
    const records = file.records.map(({ name, size, isCompressed }) => ({
      name,
      size,
      compressed: isCompressed,
    }));
    findings.push(compareJson('records', records, golden.records));
  }
  const path = join(folder, 'expected.safetensors');
  const expected = existsSync(path) ? readSafetensors(path) : new Map();
  for (const [name, record] of expected)
    findings.push(compareBytes(name, arrays.get(name), bytesOf(record.data)));
  for (const name of arrays.keys()) if (!expected.has(name)) findings.push(mismatch(name, 'is not expected'));
  return findings;
}

export function compareBytes(name: string, actual: Uint8Array | undefined, expected: Uint8Array): Finding {
  return actual === undefined ? mismatch(name, 'is missing') : compareExact(name, actual, expected);
}
