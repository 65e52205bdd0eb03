/** @module Keys of published configs that this version interprets differently, or not at all. */
import type { ConfigObject } from '../../config/index.js';
import { ConfigError } from '../../core/index.js';

/**
 * @returns one or two sentences on settings that are ignored: they do not change results, but affect memory and time.
 */
export function unsupportedOptions(config: ConfigObject): string[] {
  const unsupported: string[] = [];
  if (config.fp16) {
    unsupported.push(
      'fp16: ignored. Training uses float32, which needs no loss scale but twice the memory for activations.',
    );
  }
  if (
    (config.workflow as [phase: string, epochs: number][] | undefined)?.some(([phase]) => phase === 'val')
  ) {
    unsupported.push('workflow: only the train phase runs; use evaluation to validate the detector.');
  }
  return unsupported;
}

/** @throws {ConfigError} for an unsupported setting that would change the result. */
export function refuseWhatIsMissing(config: ConfigObject): void {
  if (config.momentum_config) {
    throw new ConfigError(
      'momentum_config: not supported. The momentum of the optimizer is constant. Set momentum_config to null.',
    );
  }
}
