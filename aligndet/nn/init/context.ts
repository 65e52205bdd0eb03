/** @module The target and context of initializers. */
import type { Logger, RandomSource } from '../../core/index.js';
import type { Parameter } from '../parameter.js';

/** An object with weights by name; every `Module` is one. */
export interface HasState {
  namedState(): Iterable<[string, Parameter]>;
}

/** A `Module`, as seen by initializers. */
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
