/**
 * @module Tells Weights & Biases what is logged: mmcv's WandbLoggerHook and mmdetection's MMDetWandbHook. Off unless the
 * environment holds a key: `WANDB_API_KEY`; further `WANDB_BASE_URL`, `WANDB_MODE`, `WANDB_PROJECT`, `WANDB_ENTITY`,
 * `WANDB_NAME` and `WANDB_RUN_ID` as the client of Weights & Biases reads them.
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
    /** Name of the run; that of the work dir when absent. */
    name: z.string().nullable().optional(),
    /** Group of runs. */
    group: z.string().nullable().optional(),
    /** Remarks on the run. */
    notes: z.string().nullable().optional(),
    /** Tags of the run. */
    tags: z.array(z.string()).nullable().optional(),
    /** Values to show beside the run; the whole config when absent. */
    config: z.record(z.string(), z.unknown()).nullable().optional(),
  })
  .nullable()
  .default(null);

type InitOptions = z.output<typeof initOption>;

export const wandbLoggerHook = defineComponent({
  type: 'WandbLoggerHook',
  schema: z.strictObject({
    ...loggerOptions,
    /** What `wandb.init` would be called with. */
    init_kwargs: initOption,
    /** Without effect: every point is sent when it is logged. */
    commit: z.boolean().default(true),
    /** Without effect: the step of a point is the number of iterations. */
    with_step: z.boolean().default(true),
    /** Without effect: files are not uploaded; they are in the work dir. */
    log_artifact: z.boolean().default(true),
    /** Without effect, as `log_artifact`. */
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
    /** What `wandb.init` would be called with. */
    init_kwargs: initOption,
    /** Iterations between two points. */
    interval: z.number().int().positive().default(50),
    /** Without effect: checkpoints are not uploaded; they are in the work dir. */
    log_checkpoint: z.boolean().default(false),
    /** Without effect, as `log_checkpoint`. */
    log_checkpoint_metadata: z.boolean().default(false),
    /** Without effect: images are not uploaded; `aligndet test --show-dir` draws them. */
    num_eval_images: z.number().int().nonnegative().default(100),
    /** Without effect, as `num_eval_images`. */
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

/** The service's own address. */
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

/** Eight characters, as the client draws them: here they follow from the run. */
function runId(workDir: string, timestamp: string): string {
  return createHash('sha256').update(`${workDir} ${timestamp}`).digest('hex').slice(0, 8);
}

function configOf({ config }: Record<string, unknown>): Record<string, unknown> {
  return typeof config === 'string' ? (JSON.parse(config) as Record<string, unknown>) : {};
}
