/** @module The last lines of a run's log: duration, best metric, paths of checkpoints and curves. */
import { existsSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { duration, type Runner } from '../../runner/index.js';
import { bestMetric, CURVES, readRuns, writeCurves } from '../../visualization/index.js';

/**
 * @param startedMs reading of `performance.now()` at the start of training.
 * @param isDone whether the run completed, rather than was stopped.
 */
export async function logEnding(runner: Runner, startedMs: number, isDone: boolean): Promise<void> {
  const { logger, workDir, iter, epoch, byEpoch } = runner;
  const elapsed = duration((performance.now() - startedMs) / 1000);
  const done = byEpoch ? `${epoch} epochs, ${iter} iterations` : `${iter} iterations`;
  const lines = [`${isDone ? 'Training ended' : 'Training was stopped'} after ${elapsed}: ${done}.`];
  const curves = await drawCurves(workDir).catch((error: Error) => {
    logger.warn(`The curves of the run cannot be drawn: ${error.message}`);
    return undefined;
  });
  if (curves?.best !== undefined) lines.push(`Best ${curves.best}.`);
  const latest = join(workDir, 'latest.pth');
  if (existsSync(latest))
    lines.push(`Checkpoints: ${workDir}, the last is ${basename(realpathSync(latest))}.`);
  if (curves !== undefined) lines.push(`Curves: ${curves.file}`);
  logger.info(lines.join('\n'));
}

/** Nothing to draw before the first line with values. */
async function drawCurves(workDir: string): Promise<{ file: string; best?: string } | undefined> {
  const [run] = await readRuns([workDir], { allowsEmpty: true });
  if (run === undefined) return undefined;
  const file = join(workDir, CURVES);
  writeCurves(file, run.name, [run]);
  const best = bestMetric(run.log);
  return { file, ...(best && { best: `${best.name}: ${best.value.toFixed(4)}, epoch ${best.epoch}` }) };
}
