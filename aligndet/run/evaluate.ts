/** @module Evaluation, for programs. The implementation is loaded by the first call. */
import type { ConfigSource, EvaluateOptions, EvaluateResult } from './options.js';

/**
 * Evaluates a checkpoint on `data.test` of a config, as `aligndet test` does. Prints nothing.
 *
 * @param config path of a config file, or an object as returned by `defineConfig`.
 * @param checkpoint weights: a path, a URL, or a name such as `hf://owner/repository/file`.
 * @throws {ConfigError} with every error in the config, before anything is built.
 * @throws {CheckpointError} if the weights cannot be loaded, or leave layers of the detector random.
 * @example
 * ```ts
 * import { evaluate } from 'aligndet';
 *
 * const { metrics, numImages } = await evaluate('config.ts', 'checkpoint.pth', { metrics: ['bbox', 'segm'] });
 * console.log(numImages, Object.keys(metrics).slice(0, 2)); // -> 2 [ 'bbox_mAP', 'bbox_mAP_50' ]
 * ```
 */
export async function evaluate(
  config: ConfigSource,
  checkpoint: string,
  options: EvaluateOptions = {},
): Promise<EvaluateResult> {
  const { runEvaluation } = await import('./evaluation/run-evaluation.js');
  const { metrics, results, files } = await runEvaluation(config, checkpoint, options);
  return { metrics, numImages: results.length, files };
}
