/** @module Training, for programs. The implementation is loaded by the first call. */
import type { ConfigSource, TrainOptions, TrainResult } from './options.js';

/**
 * Trains a detector as `aligndet train` does: the same checkpoints and logs in the work dir. Prints nothing.
 *
 * @param config path of a config file, or an object as returned by `defineConfig`.
 * @throws {ConfigError} with every error in the config, before anything is built.
 * @throws {DataError} if an image or annotation file cannot be read, {@link CheckpointError} for weights, {@link
 * TrainingError} if a loss is not finite or another run uses the work dir.
 * @example
 * ```ts
 * import { train } from 'aligndet';
 *
 * const result = await train('config.ts', {
 *   workDir: 'work_dirs/first',
 *   overrides: { 'optimizer.lr': 0.005 },
 *   signal: AbortSignal.timeout(3_600_000), // stops after an hour, with a checkpoint
 *   onEvent(event) {
 *     if (event.type === 'iteration') console.log(event.iteration, 'of', event.maxIterations); // -> 2 of 2
 *     if (event.type === 'evaluation') console.log('bbox_mAP' in event.metrics); // -> true
 *   },
 * });
 * console.log(result.isStopped, result.lastCheckpoint?.endsWith('epoch_1.pth')); // -> false true
 * ```
 */
export async function train(config: ConfigSource, options: TrainOptions = {}): Promise<TrainResult> {
  const { runTraining } = await import('./training/run-training.js');
  return runTraining(config, options);
}
