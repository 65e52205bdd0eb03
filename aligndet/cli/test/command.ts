/** @module `aligndet test`: evaluates a checkpoint, with the flags of mmdetection's `tools/test.py`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeOutputFolder, UsageError } from '../../core/index.js';
import { checkOut, type EvaluateNames, runEvaluation } from '../../run/index.js';
import { chooseGpu, type MmdetFlags, notesOn } from '../mmdet-flags.js';
import { terminalProgress } from '../progress-bar.js';
import { printLog, runLogger } from '../run-logger.js';
import { print } from '../terminal.js';
import { type WeightFlags, weightSources } from '../weight-flags.js';

export interface TestFlags extends WeightFlags, MmdetFlags {
  readonly config: string;
  readonly checkpoint: string;
  readonly 'work-dir'?: string;
  readonly out?: string;
  readonly eval?: readonly string[];
  readonly 'format-only'?: boolean;
  readonly 'show-dir'?: string;
  readonly show?: boolean;
  readonly 'show-score-thr'?: number;
  readonly 'cfg-options'?: readonly string[];
  readonly 'eval-options'?: readonly string[];
}

const NAMES: EvaluateNames = {
  metrics: '--eval',
  out: '--out',
  formatOnly: '--format-only',
  showDir: '--show-dir',
};

/** @returns the exit code. */
export async function testCommand(flags: TestFlags): Promise<number> {
  if (flags.show)
    throw new UsageError(
      '--show: not supported, as there is no display. Use --show-dir DIR to write images.',
    );
  const { out, 'show-dir': showDir, 'format-only': formatOnly = false, eval: metrics = [] } = flags;
  if (out === undefined && metrics.length === 0 && !formatOnly && showDir === undefined) {
    throw new UsageError(
      'Say what to do with the results: --eval bbox, --out FILE.json, --format-only or --show-dir DIR.',
    );
  }
  if (metrics.length > 0 && formatOnly) throw new UsageError('--eval and --format-only exclude each other.');
  checkOut(out, NAMES);
  const workDir = flags['work-dir'];
  if (workDir !== undefined) makeOutputFolder(workDir, '--work-dir');
  const logger = runLogger('INFO');
  for (const note of notesOn(flags)) logger.warn(note);
  chooseGpu(flags);
  const options = {
    ...weightSources(flags),
    ...{ metrics, out, formatOnly, showDir },
    showScoreThreshold: flags['show-score-thr'],
    overrides: flags['cfg-options'],
    metricOptions: flags['eval-options'],
    progress: await terminalProgress(),
    onEvent: printLog,
  };
  const { metrics: measured } = await runEvaluation(flags.config, flags.checkpoint, options, NAMES);
  if (metrics.length === 0) return 0;
  print(`${JSON.stringify(measured)}\n`);
  if (workDir !== undefined) {
    const file = join(workDir, `eval_${Date.now()}.json`);
    const written = { config: flags.config, metric: measured };
    await writeFile(file, `${JSON.stringify(written, null, 2)}\n`);
  }
  return 0;
}
