/**
 * @module Sends logged values to Weights & Biases: mmcv's WandbLoggerHook and mmdetection's MMDetWandbHook. Disabled
 * unless the environment sets `WANDB_API_KEY`; `WANDB_BASE_URL`, `WANDB_MODE`, `WANDB_PROJECT`, `WANDB_ENTITY`,
 * `WANDB_NAME` and `WANDB_RUN_ID` are read as by the client of Weights & Biases.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import type { Hook, Runner } from '../runner.js';
import { WandbRun } from '../tracking/wandb.js';
import { loggerOptions } from './logger-hook.js';
import { type OpenTracker, TrackerHook } from './tracker-hook.js';

const initOption = z
  .looseObject({
    /** Project of the run. */
    project: z.string().optional(),
    /** User or team. */
    entity: z.string().nullable().optional(),
    /** Name of the run; default: that of the work dir. */
    name: z.string().nullable().optional(),
    /** Group of runs. */
    group: z.string().nullable().optional(),
    /** Notes on the run. */
    notes: z.string().nullable().optional(),
    /** Tags of the run. */
    tags: z.array(z.string()).nullable().optional(),
    /** Config values of the run; default: the whole config. */
    config: z.record(z.string(), z.unknown()).nullable().optional(),
  })
  .nullable()
  .default(null);

type InitOptions = z.output<typeof initOption>;

export const wandbLoggerHook = defineComponent({
  type: 'WandbLoggerHook',
  schema: z.strictObject({
    ...loggerOptions,
    /** Arguments of `wandb.init`. */
    init_kwargs: initOption,
    /** No effect: every entry is sent when it is logged. */
    commit: z.boolean().default(true),
    /** No effect: the step of an entry is the number of iterations. */
    with_step: z.boolean().default(true),
    /** No effect: files are not uploaded; they are in the work dir. */
    log_artifact: z.boolean().default(true),
    /** No effect, as `log_artifact`. */
    out_suffix: z.union([z.string(), z.array(z.string())]).default(['.log.json', '.log', '.py']),
  }),
  build: ({ init_kwargs: init, by_epoch, interval, ignore_last, reset_flag }): Hook => {
    const logging = { by_epoch, interval, ignore_last, reset_flag };
    return new TrackerHook('WandbLoggerHook', logging, openWith(init));
  },
});

export const mmdetWandbHook = defineComponent({
  type: 'MMDetWandbHook',
  schema: z.strictObject({
    ...loggerOptions,
    /** Arguments of `wandb.init`. */
    init_kwargs: initOption,
    /** Iterations between two entries. */
    interval: z.number().int().positive().default(50),
    /** No effect: checkpoints are not uploaded; they are in the work dir. */
    log_checkpoint: z.boolean().default(false),
    /** No effect, as `log_checkpoint`. */
    log_checkpoint_metadata: z.boolean().default(false),
    /** No effect: images are not uploaded; `aligndet test --show-dir` draws them. */
    num_eval_images: z.number().int().nonnegative().default(100),
    /** No effect, as `num_eval_images`. */
    bbox_score_thr: z.number().min(0).max(1).default(0.3),
  }),
  build: ({
    init_kwargs: init,
    by_epoch,
    interval,
    ignore_last,
    reset_flag,
    log_checkpoint: uploads,
  }): Hook => {
    const logging = { by_epoch, interval, ignore_last, reset_flag };
    const open = openWith(init);
    return new TrackerHook('MMDetWandbHook', logging, (runner) => {
      const tracker = open(runner);
      if (uploads && !('off' in tracker)) {
        runner.logger.warn(
          'MMDetWandbHook: log_checkpoint: checkpoints are not uploaded; they are in the work dir.',
        );
      }
      return tracker;
    });
  },
});

/** Default address of the service. */
const WANDB_URI = 'https://api.wandb.ai';

function openWith(init: InitOptions): OpenTracker {
  return ({ logger, workDir, timestamp, meta }: Runner) => {
    const { WANDB_API_KEY: apiKey, WANDB_MODE: mode = 'online', ...environment } = process.env;
    if (!apiKey) return { off: 'set WANDB_API_KEY to send to Weights & Biases.' };
    if (mode !== 'online') return { off: `WANDB_MODE is ${mode}.` };
    return new WandbRun({
      uri: (environment.WANDB_BASE_URL ?? WANDB_URI).replace(/\/+$/, ''),
      apiKey,
      id: environment.WANDB_RUN_ID ?? runId(workDir, timestamp),
      project: init?.project ?? environment.WANDB_PROJECT ?? 'uncategorized',
      entity: init?.entity ?? environment.WANDB_ENTITY ?? null,
      name: init?.name ?? environment.WANDB_NAME ?? basename(workDir),
      group: init?.group ?? null,
      notes: init?.notes ?? null,
      tags: init?.tags ?? [],
      config: init?.config ?? configOf(meta),
      logger,
    });
  };
}

/** Eight characters, as in the client, but derived from the run. */
function runId(workDir: string, timestamp: string): string {
  return createHash('sha256').update(`${workDir} ${timestamp}`).digest('hex').slice(0, 8);
}

function configOf({ config }: Record<string, unknown>): Record<string, unknown> {
  return typeof config === 'string' ? (JSON.parse(config) as Record<string, unknown>) : {};
}
