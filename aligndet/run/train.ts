/** @module Training, for programs. What does it is loaded when it is called. */
import type { ConfigSource, TrainOptions, TrainResult } from './options.js';

/**
 * Trains a detector as `aligndet train` does: the same checkpoints and logs, in the work dir. Prints nothing.
 *
 * @param config path of a config file, or an object as `defineConfig` gives it.
 * @throws {ConfigError} with every mistake of the config, before anything is built.
 * @throws {DataError} when an image or annotation file cannot be read, {@link CheckpointError} for weights,
 * {@link TrainingError} when a loss is not finite or another run has the work dir.
 */
export async function train(config: ConfigSource, options: TrainOptions = {}): Promise<TrainResult> {
  const { runTraining } = await import('./training/run-training.js');
  return runTraining(config, options);
}
