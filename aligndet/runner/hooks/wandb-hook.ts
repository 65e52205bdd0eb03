/**
 * @module `MMDetWandbHook`, which published configs name. This project does not talk to Weights & Biases: the hook says
 * so once, and points to the log that carries the same numbers.
 */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import type { Hook } from '../runner.js';

export const mmdetWandbHook = defineComponent({
  type: 'MMDetWandbHook',
  schema: z.strictObject({
    /** What `wandb.init` would be called with. */
    init_kwargs: z.record(z.string(), z.unknown()).nullable().default(null),
    /** Iterations between two points. */
    interval: z.number().int().positive().default(50),
    /** Upload checkpoints. */
    log_checkpoint: z.boolean().default(false),
    /** Describe uploaded checkpoints. */
    log_checkpoint_metadata: z.boolean().default(false),
    /** Images with predictions to upload. */
    num_eval_images: z.number().int().nonnegative().default(100),
    /** Least score of a predicted box that is drawn. */
    bbox_score_thr: z.number().min(0).max(1).default(0.3),
  }),
  build: (): Hook => ({
    name: 'MMDetWandbHook',
    beforeRun: ({ logger, timestamp }) =>
      logger.warn(
        `MMDetWandbHook: nothing is sent to Weights & Biases; the same numbers are in ${timestamp}.log.json.`,
      ),
  }),
});
