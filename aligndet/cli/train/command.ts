/** @module `aligndet train`: trains a detector, with the flags of mmdetection's `tools/train.py`. */
import { basename, extname, join, resolve } from 'node:path';
import { builtinBuilder } from '../../builtins.js';
import { configWarnings, loadConfig } from '../../config/index.js';
import { AlignDetError, UsageError } from '../../core/index.js';
import { scaledRate } from '../../optim/index.js';
import { checkRunConfig } from '../check-config.js';
import { makeOutputFolder } from '../output-folder.js';
import { endOf, stoppable } from '../process/signals.js';
import { exitCodes } from '../process/stop-signal.js';
import { outliveReaders } from '../process/streams.js';
import { type LogLevel, runLogger, runTimestamp } from '../run-logger.js';
import { say } from '../terminal.js';
import type { TrainFlags } from './flags.js';
import { lockWorkDir } from './lock.js';
import { refuseWhatIsMissing } from './published-keys.js';
import { runTraining } from './run.js';

type Config = Record<string, unknown>;

/** @returns the exit code. */
export async function trainCommand(flags: TrainFlags): Promise<number> {
  const { result: isDone, stoppedBy } = await stoppable(
    (signal) => train(flags, signal).catch(endOf(signal)),
    (signal) =>
      say(`\n${signal}: stopping after this iteration; a checkpoint is saved. Once more to stop at once.\n`),
  );
  if (isDone === undefined) say('Stopped before the first iteration: there is nothing to save.\n');
  return isDone ? 0 : exitCodes[stoppedBy ?? 'SIGINT'];
}

/** @returns whether the run ended, and was not stopped. */
export async function train(flags: TrainFlags, signal?: AbortSignal): Promise<boolean> {
  const loaded = await loadConfig(flags.config, { overrides: flags['cfg-options'] ?? [] });
  const { file, config } = loaded;
  const warnings = await configWarnings(loaded);
  const name = basename(file, extname(file));
  const workDir = resolve(
    flags['work-dir'] ?? (config.work_dir as string | undefined) ?? join('work_dirs', name),
  );
  const builder = builtinBuilder();
  await checkRunConfig(loaded, builder, ['model', 'data', 'optimizer', 'runner']);
  refuseWhatIsMissing(config);
  scaleRate(config, flags);
  const timestamp = runTimestamp(new Date());
  makeOutputFolder(workDir, 'work_dir');
  const unlock = lockWorkDir(workDir);
  const logger = runLogger(
    (config.log_level as LogLevel | undefined) ?? 'INFO',
    join(workDir, `${timestamp}.log`),
  );
  outliveReaders((reason) => logger.warn(reason));
  const record = (error: unknown) => logger.record(textOf(error));
  process.on('uncaughtExceptionMonitor', record);
  try {
    return await runTraining({ loaded, warnings, name, workDir, timestamp, builder, logger }, flags, signal);
  } catch (error) {
    if (signal?.aborted !== true || error !== signal.reason) record(error);
    throw error;
  } finally {
    process.off('uncaughtExceptionMonitor', record);
    unlock();
  }
}

/** What the log keeps of an error that ends the run. */
function textOf(error: unknown): string {
  if (error instanceof AlignDetError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function scaleRate(config: Config, flags: TrainFlags): void {
  const scaling = config.auto_scale_lr as { enable?: boolean; base_batch_size?: number } | undefined;
  if (flags['auto-scale-lr'] === true && scaling?.base_batch_size === undefined) {
    throw new UsageError('--auto-scale-lr needs auto_scale_lr.base_batch_size in the config.');
  }
  if (scaling?.base_batch_size === undefined || !(scaling.enable || flags['auto-scale-lr'])) return;
  const optimizer = config.optimizer as { lr: number };
  const { samples_per_gpu: samples = 2 } = config.data as { samples_per_gpu?: number };
  optimizer.lr = scaledRate(optimizer.lr, scaling.base_batch_size, samples, 1);
}
