/**
 * @module Tells an MLflow server what is logged: mmcv's MlflowLoggerHook. Off unless the environment names a server:
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
    /** Experiment that the run belongs to, made when there is none; MLflow's `Default` when null. */
    exp_name: z.string().nullable().default(null),
    /** Tags of the run. */
    tags: z.record(z.string(), z.unknown()).nullable().default(null),
    /** Without effect: models are not uploaded; checkpoints are in the work dir. */
    log_model: z.boolean().default(true),
  }),
  build: ({ exp_name: experiment, tags, log_model: _, ...logging }): Hook =>
    new TrackerHook(NAME, logging, ({ logger, workDir }: Runner) => {
      const uri = process.env.MLFLOW_TRACKING_URI?.replace(/\/+$/, '');
      if (!uri) return { off: 'set MLFLOW_TRACKING_URI to the address of a server, http://host:port.' };
      if (!/^https?:/.test(uri)) return { off: `MLFLOW_TRACKING_URI is no address of a server: ${uri}.` };
      const runName = basename(workDir);
      return new MlflowRun({ uri, headers: authorization(), experiment, runName, tags: tags ?? {}, logger });
    }),
});

function authorization(): Record<string, string> {
  const { MLFLOW_TRACKING_TOKEN: token, MLFLOW_TRACKING_USERNAME: user } = process.env;
  if (token) return { authorization: `Bearer ${token}` };
  return user ? basicAuthorization(user, process.env.MLFLOW_TRACKING_PASSWORD ?? '') : {};
}
