/** @module Runs the rival of a benchmark: a Python script that reads arrays from a folder and writes its own there. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

export interface RivalRun {
  /** What the script prints last. */
  readonly report: Record<string, number[]>;
  /** Reads a file of little-endian numbers that the script wrote. */
  readonly floats: (name: string) => Promise<Float32Array>;
}

/**
 * @param script below `tools/bench/rivals`; gets the folder as its first argument, `args` behind it.
 * @param arrays files to put there: `boxes.f32`.
 * @param use what the script left; the folder is gone afterwards.
 */
export async function runRival<T>(
  python: string,
  script: string,
  args: readonly string[],
  arrays: Record<string, Float32Array | Int32Array>,
  use: (run: RivalRun) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'aligndet-bench-'));
  try {
    for (const [name, array] of Object.entries(arrays)) await writeFile(join(folder, name), array);
    const path = resolve(import.meta.dirname, 'rivals', script);
    const { stdout } = await promisify(execFile)(python, [path, folder, ...args], { maxBuffer: 2 ** 26 });
    const floats = async (name: string) => {
      const { buffer, byteOffset, byteLength } = await readFile(join(folder, name));
      return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
    };
    return await use({ report: JSON.parse(stdout.slice(stdout.lastIndexOf('{'))), floats });
  } finally {
    await rm(folder, { recursive: true });
  }
}
