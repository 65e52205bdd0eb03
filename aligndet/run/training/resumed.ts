/** @module Resuming a run: selects the checkpoint, and reports if the run is finished or its batches changed. */
import type { Logger } from '../../core/index.js';
import { latestCheckpoint, type Runner } from '../../runner/index.js';
import type { TrainOptions } from '../options.js';

export interface RunLength {
  /** Epochs, or iterations of an iteration-based run. */
  readonly limit: number;
  readonly byIteration: boolean;
  readonly batchSize: number;
  readonly itersPerEpoch: number;
}

/**
 * The checkpoint to resume from. An explicit one takes precedence over `--auto-resume`, as in mmdetection.
 *
 * @returns `undefined` for a run that starts at its beginning.
 */
export async function checkpointToResume(
  options: Pick<TrainOptions, 'resumeFrom' | 'autoResume'>,
  config: Record<string, unknown>,
  workDir: string,
  logger: Logger,
): Promise<string | undefined> {
  const named = options.resumeFrom ?? (config.resume_from as string | null | undefined) ?? undefined;
  const autoResumes = options.autoResume ?? config.auto_resume === true;
  if (!autoResumes) return named;
  const found = await latestCheckpoint(workDir);
  if (named !== undefined) {
    const unused = found === undefined ? '' : ` ${found} is not used.`;
    logger.warn(`--auto-resume: the run resumes from ${named}, which resume_from names.${unused}`);
  } else if (found === undefined) {
    logger.info(
      `--auto-resume: there is no checkpoint in ${workDir} yet; the run starts from the beginning.`,
    );
  }
  return named ?? found;
}

/** Whether the run is finished; logs it, and what to do. */
export function isFinished(runner: Runner, file: string, { limit, byIteration }: RunLength): boolean {
  const done = byIteration ? runner.iter : runner.epoch;
  if (done < limit) return false;
  const [unit, key] = byIteration ? ['iteration', 'max_iters'] : ['epoch', 'max_epochs'];
  runner.logger.info(
    `This run is finished: ${file} is of ${unit} ${done}, and runner.${key} is ${limit}. Nothing is trained.\n` +
      `To train longer: --cfg-options runner.${key}=${done + limit} (and lr_config, which may have no steps left).\n` +
      'To train again: give another --work-dir, and remove --auto-resume and --resume-from.\n' +
      `To evaluate: npx aligndet test CONFIG ${file} --eval bbox`,
  );
  return true;
}

/**
 * Logs the consequences of batches that differ from those of the checkpoint.
 *
 * @param savedConfig text of the config in the checkpoint.
 */
export function noteOtherBatches(runner: Runner, savedConfig: unknown, now: RunLength): void {
  const { batchSize, itersPerEpoch } = now;
  const before = batchSizeIn(savedConfig);
  const epochs = runner.iter - runner.innerIter;
  const isSame = now.byIteration
    ? before === undefined || before === batchSize
    : epochs === runner.epoch * itersPerEpoch;
  if (isSame) return;
  const batches =
    before === undefined || before === batchSize
      ? 'the size of the dataset has changed'
      : `samples_per_gpu was ${before} and is ${batchSize}`;
  const perEpoch = runner.epoch > 0 ? `, not ${Math.round(epochs / runner.epoch)}` : '';
  const within =
    runner.innerIter > 0
      ? ` The current epoch continues after its first ${runner.innerIter} batches of the new size, so some images of it are ` +
        'used twice or not at all.'
      : '';
  runner.logger.warn(
    `Resumed with other batches: ${batches}, so an epoch has ${itersPerEpoch} iterations${perEpoch}. ` +
      (now.byIteration
        ? `The run still ends at iteration ${now.limit}, after more or fewer images; `
        : 'Epochs are counted as before, so the run sees as many images as planned; ') +
      `settings that count iterations (warm-up, schedules by iteration) continue at ${runner.iter}.${within} ` +
      'The learning rate remains that of the checkpoint.',
  );
}

/** Our checkpoints contain JSON, those of mmdetection Python. */
function batchSizeIn(config: unknown): number | undefined {
  const found = /["']?samples_per_gpu["']?\s*[:=]\s*(\d+)/.exec(typeof config === 'string' ? config : '');
  return found === null ? undefined : Number(found[1]);
}
