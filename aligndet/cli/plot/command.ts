/** @module `aligndet plot RUNS...`: losses, metrics, rates and times of runs as a page. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../../core/index.js';
import { CURVES, readRuns, writeCurves } from '../../visualization/index.js';
import { printLine } from '../terminal.js';

export interface PlotFlags {
  readonly runs: readonly string[];
  readonly out?: string;
}

/** @returns the exit code. */
export async function plotCommand({ runs: paths, out }: PlotFlags): Promise<number> {
  if (out !== undefined && !/\.html?$/i.test(out)) {
    throw new UsageError(`--out writes a page: give a name that ends in .html, not ${out}.`);
  }
  const runs = await readRuns(paths);
  const file = out ?? beside(paths);
  writeCurves(file, runs.map(({ name }) => name).join(', '), runs);
  printLine(`Wrote ${file}`);
  return 0;
}

/** Into the work dir of a single run; several have none in common. */
function beside([first, ...more]: readonly string[]): string {
  if (more.length > 0) return CURVES;
  return existsSync(first) && statSync(first).isDirectory()
    ? join(first, CURVES)
    : join(dirname(first), CURVES);
}
