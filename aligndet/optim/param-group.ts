/** @module Groups of parameters that share a learning rate and a decay, as PyTorch's optimizers keep them. */
import type { Parameter } from '../nn/index.js';

/** Options of one group. Keys are PyTorch's: they are saved with the optimizer. */
export interface GroupOptions {
  lr: number;
  weight_decay: number;
  /** Rate before any schedule; set by the schedule when the run starts. */
  initial_lr?: number;
  [option: string]: unknown;
}

export interface ParamGroup {
  readonly parameters: readonly Parameter[];
  /** Changed in place by schedules. */
  readonly options: GroupOptions;
}
