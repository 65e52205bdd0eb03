/** @module `aligndet plot RUNS...`: losses, metrics, learning rates and times of runs as an HTML page. */
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
    throw new UsageError(`--out: expected a file name that ends in .html, but got ${out}.`);
  }
  const runs = await readRuns(paths);
  const file = out ?? beside(paths);
  writeCurves(file, runs.map(({ name }) => name).join(', '), runs);
  printLine(`Wrote ${file}`);
  return 0;
}

/** The work dir of a single run; the working directory for several. */
function beside([first, ...more]: readonly string[]): string {
  if (more.length > 0) return CURVES;
  return existsSync(first) && statSync(first).isDirectory()
    ? join(first, CURVES)
    : join(dirname(first), CURVES);
}
