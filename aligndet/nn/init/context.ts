/** @module What initialisers work on and what they are handed. */
import type { Logger, RandomSource } from '../../core/index.js';
import type { Parameter } from '../parameter.js';

/** What has weights by name; every `Module` does. */
export interface HasState {
  namedState(): Iterable<[string, Parameter]>;
}

/** What can be initialised: a `Module`, in the words that initialisers need. */
export interface InitTarget extends HasState {
  readonly kinds: readonly string[];
  part(name: string): InitTarget | undefined;
  children(): Iterable<[string, InitTarget]>;
  ownParameters(): Iterable<[string, Parameter]>;
  ownBuffers(): Iterable<[string, Parameter]>;
}

export interface InitContext {
  readonly random: RandomSource;
  readonly logger: Logger;
  /**
   * Loads the weights of `init_cfg: { type: 'Pretrained', checkpoint, prefix }` by name, not strictly; the runner knows
   * the file formats.
   */
  readonly loadPretrained: (target: InitTarget, checkpoint: string, prefix: string | undefined) => void;
}
