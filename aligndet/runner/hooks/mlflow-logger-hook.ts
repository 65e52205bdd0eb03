/**
 * @module Sends logged values to an MLflow server: mmcv's MlflowLoggerHook. Disabled unless the environment sets
 * `MLFLOW_TRACKING_URI`, with `MLFLOW_TRACKING_TOKEN` or `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD`.
 */
import { basename } from 'node:path';
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import type { Hook, Runner } from '../runner.js';
import { MlflowRun } from '../tracking/mlflow.js';
import { basicAuthorization } from '../tracking/tracker.js';
import { loggerOptions } from './logger-hook.js';
import { TrackerHook } from './tracker-hook.js';

const NAME = 'MlflowLoggerHook';

export const mlflowLoggerHook = defineComponent({
  type: NAME,
  schema: z.strictObject({
    ...loggerOptions,
    /** Experiment of the run, created if missing; null uses MLflow's `Default`. */
    exp_name: z.string().nullable().default(null),
    /** Tags of the run. */
    tags: z.record(z.string(), z.unknown()).nullable().default(null),
    /** No effect: models are not uploaded; checkpoints are in the work dir. */
    log_model: z.boolean().default(true),
  }),
  build: ({ exp_name: experiment, tags, log_model: _, ...logging }): Hook =>
    new TrackerHook(NAME, logging, ({ logger, workDir }: Runner) => {
      const uri = process.env.MLFLOW_TRACKING_URI?.replace(/\/+$/, '');
      if (!uri) return { off: 'set MLFLOW_TRACKING_URI to the address of a server, http://host:port.' };
      if (!/^https?:/.test(uri))
        return {
          off: `MLFLOW_TRACKING_URI: expected the address of a server, http://host:port, but got ${uri}.`,
        };
      const runName = basename(workDir);
      return new MlflowRun({ uri, headers: authorization(), experiment, runName, tags: tags ?? {}, logger });
    }),
});

function authorization(): Record<string, string> {
  const { MLFLOW_TRACKING_TOKEN: token, MLFLOW_TRACKING_USERNAME: user } = process.env;
  if (token) return { authorization: `Bearer ${token}` };
  return user ? basicAuthorization(user, process.env.MLFLOW_TRACKING_PASSWORD ?? '') : {};
}
