/** @module Training, for programs. What does it is loaded when it is called. */
import type { ConfigSource, TrainOptions, TrainResult } from './options.js';

/**
 * Trains a detector as `aligndet train` does: the same checkpoints and logs, in the work dir. Prints nothing.
 *
 * @param config path of a config file, or an object as `defineConfig` gives it.
 * @throws {ConfigError} with every mistake of the config, before anything is built.
 * @throws {DataError} when an image or annotation file cannot be read, {@link CheckpointError} for weights,
 * {@link TrainingError} when a loss is not finite or another run has the work dir.
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
