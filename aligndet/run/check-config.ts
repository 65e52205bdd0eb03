/** @module Checks a complete run config before anything is built and reports all errors at once. */
import { checkConfig, isThreeX, type LoadedConfig, rewritten } from '../config/index.js';
import { type Builder, ConfigError, type ConfigIssue, didYouMean, NotBuiltError } from '../core/index.js';

/**
 * Afterwards `loaded.config` is ready to build: deprecated options have been renamed.
 *
 * @param required keys without which the command cannot run.
 * @throws {ConfigError} with every issue and the line that sets each value.
 * @throws {NotBuiltError} if the model needs a component that is declared but not implemented.
 */
export async function checkRunConfig(
  loaded: LoadedConfig,
  builder: Builder,
  required: readonly string[],
): Promise<void> {
  const { config } = loaded;
  if (isThreeX(config)) throw ConfigError.of(await checkConfig(loaded, builder));
  const { config: modern } = rewritten(config);
  const missing: ConfigIssue[] = required
    .filter((key) => modern[key] === undefined || modern[key] === null)
    .map((key) => {
      const near = Object.keys(config).filter((other) => !required.includes(other));
      return { path: key, message: `missing, but required by this command.${didYouMean(key, near)}` };
    });
  const issues = [...missing, ...(await checkConfig(loaded, builder))];
  if (issues.length > 0) throw ConfigError.of(issues);
  for (const key of Object.keys(config)) delete config[key];
  Object.assign(config, modern);
  const declared = builder.declaredIn('detector', config.model);
  if (declared.length > 0) {
    throw new NotBuiltError(
      `model: the config is valid, but these components are declared and not implemented yet: ${declared.join(', ')}. See aligndet components.`,
    );
  }
}

/** `samples_per_gpu` of a test dataset is read by the loader, as in mmdetection. */
export function withoutTestKeys(dataset: unknown, part: string): unknown {
  if (part === 'train' || typeof dataset !== 'object' || dataset === null) return dataset;
  const { samples_per_gpu: _samples, ...rest } = dataset as Record<string, unknown>;
  return rest;
}
