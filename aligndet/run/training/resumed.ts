/** @module A run that goes on: from which checkpoint, and what there is to say: that it had ended, or has other batches now. */
import type { Logger } from '../../core/index.js';
import { latestCheckpoint, type Runner } from '../../runner/index.js';
import type { TrainOptions } from '../options.js';

export interface RunLength {
  /** Epochs, or iterations of a run that counts those. */
  readonly limit: number;
  readonly byIteration: boolean;
  readonly batchSize: number;
  readonly itersPerEpoch: number;
}

/**
 * The checkpoint that a run goes on from. One that is named comes before what `--auto-resume` finds, as in mmdetection.
 *
 * @returns nothing for a run that begins at its start.
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
    logger.warn(`--auto-resume: the run goes on from ${named}, which resume_from names.${unused}`);
  } else if (found === undefined) {
    logger.info(`--auto-resume: there is no checkpoint in ${workDir} yet; the run begins at its start.`);
  }
  return named ?? found;
}

/** Whether nothing is left to train; says so, and what to do. */
export function isFinished(runner: Runner, file: string, { limit, byIteration }: RunLength): boolean {
  const done = byIteration ? runner.iter : runner.epoch;
  if (done < limit) return false;
  const [unit, key] = byIteration ? ['iteration', 'max_iters'] : ['epoch', 'max_epochs'];
  runner.logger.info(
    `This run is finished: ${file} is of ${unit} ${done}, and runner.${key} is ${limit}. Nothing is trained.\n` +
      `To train longer: --cfg-options runner.${key}=${done + limit} (and lr_config, which may have no steps left).\n` +
      'To train anew: give another --work-dir, and take --auto-resume and --resume-from away.\n' +
      `To evaluate: aligndet test CONFIG ${file} --eval bbox`,
  );
  return true;
}

/**
 * Says what other batches than those of the checkpoint mean.
 *
 * @param savedConfig text of the config that the checkpoint carries.
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
      ? 'the data set has another size now'
      : `samples_per_gpu was ${before} and is ${batchSize}`;
  const perEpoch = runner.epoch > 0 ? `, not ${Math.round(epochs / runner.epoch)}` : '';
  const within =
    runner.innerIter > 0
      ? ` The epoch under way goes on behind its first ${runner.innerIter} batches of the new size, so some images of it are ` +
        'seen twice or not at all.'
      : '';
  runner.logger.warn(
    `Resumed with other batches: ${batches}, so an epoch has ${itersPerEpoch} iterations${perEpoch}. ` +
      (now.byIteration
        ? `The run ends at iteration ${now.limit} all the same, after more or fewer images; `
        : 'Epochs are counted on, so the run sees as many images as planned; ') +
      `whatever counts iterations (warm-up, schedules by iteration) goes on from ${runner.iter}.${within} ` +
      'The learning rate stays that of the checkpoint.',
  );
}

/** Our checkpoints carry JSON, those of mmdetection Python. */
function batchSizeIn(config: unknown): number | undefined {
  const found = /["']?samples_per_gpu["']?\s*[:=]\s*(\d+)/.exec(typeof config === 'string' ? config : '');
  return found === null ? undefined : Number(found[1]);
}
