/** @module Reads the files of a golden case. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors, valuesOf } from '../../aligndet/checkpoint/index.js';

/** Arrays of a case by name, as numbers (int64 too). */
export type CaseArrays = ReadonlyMap<
  string,
  { dtype: string; shape: readonly number[]; data: ArrayLike<number> }
>;

export async function readJson(path: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(path, 'utf8'));
}

/** The arrays of a safetensors file; none when the case has no such file. */
export async function readArrays(folder: string, file: string): Promise<CaseArrays> {
  const path = join(folder, file);
  if (!existsSync(path)) return new Map();
  const state = await readSafetensors(path);
  return new Map([...state].map(([name, record]) => [name, { ...record, data: valuesOf(record) }]));
}
