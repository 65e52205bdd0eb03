/** @module `aligndet train`: trains a detector, with the flags of mmdetection's `tools/train.py`. */
import type { RunLog } from '../../core/index.js';
import { type StartEvent, type TrainEvent, type TrainResult, train } from '../../run/index.js';
import { chooseGpu, notesOn } from '../mmdet-flags.js';
import { stoppable } from '../process/signals.js';
import { exitCodes } from '../process/stop-signal.js';
import { outliveReaders } from '../process/streams.js';
import { terminalProgress } from '../progress-bar.js';
import { printLog, runLogger } from '../run-logger.js';
import { say } from '../terminal.js';
import { weightSources } from '../weight-flags.js';
import type { TrainFlags } from './flags.js';

/** @returns the exit code. */
export async function trainCommand(flags: TrainFlags): Promise<number> {
  const { result, stoppedBy } = await stoppable(
    (signal) => trainOnTerminal(flags, signal),
    (signal) =>
      say(`\n${signal}: stopping after this iteration; a checkpoint is saved. Once more to stop at once.\n`),
  );
  if (result.isStopped && result.checkpoints.length === 0)
    say('Stopped before the first iteration: there is nothing to save.\n');
  return result.isStopped ? exitCodes[stoppedBy ?? 'SIGINT'] : 0;
}

/** Trains, with its log and its progress on the terminal. */
export async function trainOnTerminal(flags: TrainFlags, signal?: AbortSignal): Promise<TrainResult> {
  chooseGpu(flags);
  let unwatch = () => {};
  const onEvent = (event: TrainEvent) => {
    if (event.type === 'log') printLog(event);
    if (event.type === 'start') unwatch = watchRun(event, flags);
  };
  try {
    return await train(flags.config, {
      ...weightSources(flags),
      workDir: flags['work-dir'],
      resumeFrom: flags['resume-from'],
      autoResume: flags['auto-resume'],
      autoScaleLr: flags['auto-scale-lr'],
      seed: flags.seed,
      validate: flags['no-validate'] !== true,
      overrides: flags['cfg-options'] ?? [],
      progress: await terminalProgress(),
      signal,
      onEvent,
    });
  } finally {
    unwatch();
  }
}

/** Keeps in the log what only the process sees: readers that are gone, and errors that nobody catches. */
function watchRun({ logFile }: StartEvent, flags: TrainFlags): () => void {
  const logger: RunLog = runLogger('INFO', logFile);
  for (const note of notesOn(flags)) logger.warn(note);
  outliveReaders((reason) => logger.warn(reason));
  const record = (error: unknown) =>
    logger.record(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.on('uncaughtExceptionMonitor', record);
  return () => process.off('uncaughtExceptionMonitor', record);
}
