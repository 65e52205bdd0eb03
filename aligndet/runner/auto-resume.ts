/** @module Finds the checkpoint that `--auto-resume` resumes from. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** `latest.pth` if it exists, else the checkpoint with the highest epoch or iteration, else `undefined`. */
export async function latestCheckpoint(workDir: string): Promise<string | undefined> {
  if (!existsSync(workDir)) return undefined;
  const latest = join(workDir, 'latest.pth');
  if (existsSync(latest)) return latest;
  let best: { file: string; count: number } | undefined;
  for (const file of await readdir(workDir)) {
    const count = Number(/^(?:epoch|iter)_(\d+)\.pth$/.exec(file)?.[1] ?? Number.NaN);
    if (Number.isNaN(count)) continue;
    if (best === undefined || count > best.count) best = { file, count };
  }
  return best === undefined ? undefined : join(workDir, best.file);
}
