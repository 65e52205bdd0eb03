/** @module Keys of published configs that this version reads in its own way, or not at all. */
import type { ConfigObject } from '../../config/index.js';
import { ConfigError } from '../../core/index.js';

/** @returns a sentence or two on everything that the run goes on without: no result changes, but people plan with it. */
export function unsupportedOptions(config: ConfigObject): string[] {
  const unsupported: string[] = [];
  if (config.fp16) {
    unsupported.push(
      'fp16: this version trains in float32, which needs no loss scale but twice the memory for activations.',
    );
  }
  if (
    (config.workflow as [phase: string, epochs: number][] | undefined)?.some(([phase]) => phase === 'val')
  ) {
    unsupported.push('workflow: only the train phase runs; evaluation says how the detector does.');
  }
  return unsupported;
}

/** @throws {ConfigError} for what would change the result, and is not there. */
export function refuseWhatIsMissing(config: ConfigObject): void {
  if (config.momentum_config) {
    throw new ConfigError(
      'momentum_config: this version trains with the momentum of the optimizer from start to end. Set it to null.',
    );
  }
}
