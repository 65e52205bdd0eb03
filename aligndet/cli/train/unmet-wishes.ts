/** @module What a run is asked for and goes on without: nothing of it changes what is computed, but people plan with it. */
import type { ConfigObject } from '../../config/index.js';

/** @returns one sentence or two for each. */
export function unmetWishes(config: ConfigObject, { gpus = 1 }: { readonly gpus?: number }): string[] {
  const wishes: string[] = [];
  if (gpus > 1) {
    wishes.push(
      `${gpus} GPUs were asked for; this version trains in one process. See auto_scale_lr for the rate.`,
    );
  }
  if (config.fp16) {
    wishes.push(
      'fp16: this version trains in float32, which needs no loss scale but twice the memory for activations.',
    );
  }
  return wishes;
}
