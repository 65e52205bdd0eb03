/** @module Runs golden cases of the PyTorch reference against this project. */
import { sep } from 'node:path';
import { AlignDetError, NotBuiltError, type Progress } from '../../aligndet/core/index.js';
import { families, familyFolders, foldersWithCase } from './find-cases.js';
import { type FidelityHandler, type Finding, type GoldenCase, UnknownCase } from './handler.js';

/** Handlers by family, loaded when a case needs them. */
const handlers: Record<string, () => Promise<FidelityHandler>> = {
  ops: async () => (await import('./ops/family.js')).opsHandler,
  datasets: async () => (await import('./datasets/index.js')).datasetsHandler,
  evaluation: async () => (await import('./evaluation.js')).evaluationHandler,
  pipelines: async () => (await import('./pipelines/index.js')).pipelinesHandler,
  checkpoint: async () => (await import('./checkpoint/index.js')).checkpointHandler,
  configs: async () => (await import('./configs/index.js')).configsHandler,
  'state-dicts': async () => (await import('./state-dicts.js')).stateDictsHandler,
  models: async () => (await import('./models/index.js')).modelsHandler,
  train: async () => (await import('./train.js')).trainHandler,
  schedules: async () => (await import('./schedules/index.js')).schedulesHandler,
};

export interface FidelityOptions {
  readonly family?: string;
  /** Only cases whose name holds this. */
  readonly filter?: string;
  readonly progress: Progress;
  /** Called after each case. */
  readonly report: (result: CaseResult) => void;
}

export interface CaseResult {
  readonly name: string;
  readonly family: string;
  readonly status: 'pass' | 'fail' | 'unknown';
  /** Largest relative error of its quantities. */
  readonly relativeError: number;
  /** Largest error in units of the tolerance. */
  readonly share: number;
  readonly quantities: number;
  /** The quantities that fail, or what was thrown. */
  readonly failures: readonly string[];
  /** The quantities that pass in float64 arithmetic only. */
  readonly rounded: readonly string[];
  readonly timeMs: number;
}

/** Runs every case below `folder`. */
export async function runFidelity(folder: string, options: FidelityOptions): Promise<CaseResult[]> {
  const found: { golden: GoldenCase; handler?: FidelityHandler }[] = [];
  for (const { family, folder: at, only } of await familyFolders(folder)) {
    if (options.family !== undefined && options.family !== family) continue;
    const handler = await handlers[family]?.();
    const cases = handler === undefined ? await foldersWithCase(at, family) : await handler.find(at);
    for (const golden of cases) {
      if (only !== undefined && golden.path !== only && !golden.path.startsWith(only + sep)) continue;
      if (options.filter !== undefined && !golden.name.includes(options.filter)) continue;
      found.push({ golden, handler });
    }
  }
  const results: CaseResult[] = [];
  const task = options.progress.start('Golden cases', found.length, 'cases');
  try {
    for (const { golden, handler } of found) {
      task.update(results.length, golden.name);
      const result = await runCase(golden, handler);
      results.push(result);
      options.report(result);
    }
  } finally {
    task.finish();
  }
  return results;
}

async function runCase(golden: GoldenCase, handler: FidelityHandler | undefined): Promise<CaseResult> {
  const start = performance.now();
  const { name, family } = golden;
  const done = (status: CaseResult['status'], findings: readonly Finding[], failures: readonly string[]) => ({
    name,
    family,
    status,
    relativeError: findings.reduce((largest, finding) => Math.max(largest, finding.relativeError), 0),
    share: findings.reduce((largest, finding) => Math.max(largest, finding.share), 0),
    quantities: findings.length,
    failures,
    rounded: findings.flatMap(({ name: quantity, share, roundedShare }) =>
      roundedShare === undefined || share > 1
        ? []
        : [
            `${quantity}: ${roundedShare.toPrecision(3)} of the tolerance in float32, ${share.toPrecision(2)} in float64`,
          ],
    ),
    timeMs: performance.now() - start,
  });
  try {
    if (handler === undefined) throw new UnknownCase(`no handler for the family "${family}"`);
    const findings = await handler.run(golden);
    if (findings.length === 0) return done('fail', [], ['nothing was compared']);
    const failed = findings.filter(({ share }) => !(share <= 1));
    return done(
      failed.length === 0 ? 'pass' : 'fail',
      findings,
      failed.map(
        ({ name: quantity, share, detail }) =>
          `${quantity}: ${detail ?? `${share.toPrecision(3)} times the tolerance`}`,
      ),
    );
  } catch (error) {
    if (error instanceof UnknownCase || error instanceof NotBuiltError)
      return done('unknown', [], [error.message]);
    const message =
      error instanceof AlignDetError
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    return done('fail', [], [message]);
  }
}

export { families };
