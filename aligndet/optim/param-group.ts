/** @module Groups of parameters that share a learning rate and a weight decay, as in PyTorch's optimizers. */
import type { Parameter } from '../nn/index.js';

/** Options of one group. Keys are PyTorch's: they are saved with the optimizer. */
export interface GroupOptions {
  lr: number;
  weight_decay: number;
  /** Rate before any schedule; set by the schedule at the start of the run. */
  initial_lr?: number;
  [option: string]: unknown;
}

export interface ParamGroup {
  readonly parameters: readonly Parameter[];
  /** Changed in place by schedules. */
  readonly options: GroupOptions;
}
