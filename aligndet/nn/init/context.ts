/** @module What initialisers are handed. */
import type { Logger, RandomSource } from '../../core/index.js';
import type { StateDict } from '../state-dict.js';

export interface InitContext {
  readonly random: RandomSource;
  readonly logger: Logger;
  /** Reads the weights of `init_cfg: { type: 'Pretrained', checkpoint, prefix }`; the runner knows the file formats. */
  readonly loadPretrained: (checkpoint: string, prefix: string | undefined) => StateDict;
}
