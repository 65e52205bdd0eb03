/** @module Event files that TensorBoard opens: mmcv's TensorboardLoggerHook. */
import { appendFile, mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { defineComponent, writeError } from '../../core/index.js';
import type { Hook, Runner } from '../runner.js';
import { summaryRecord, versionRecord } from '../tracking/event-file.js';
import { LoggerHook, type LoggerOptions, loggerOptions, logPoint } from './logger-hook.js';

export const tensorboardLoggerHook = defineComponent({
  type: 'TensorboardLoggerHook',
  schema: z.strictObject({
    ...loggerOptions,
    /** Folder of the event files; null uses `tf_logs` in the work dir. */
    log_dir: z.string().nullable().default(null),
  }),
  build: (options): Hook => new TensorboardLogger(options),
});

interface TensorboardOptions extends LoggerOptions {
  readonly log_dir: string | null;
}

class TensorboardLogger extends LoggerHook<TensorboardOptions> {
  readonly name = 'TensorboardLoggerHook';
  #file = '';

  protected override async start({ workDir }: Runner): Promise<void> {
    const folder = this.options.log_dir ?? join(workDir, 'tf_logs');
    const seconds = Math.floor(Date.now() / 1000);
    this.#file = join(folder, `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.0`);
    try {
      await mkdir(folder, { recursive: true });
    } catch (cause) {
      throw writeError(`TensorboardLoggerHook.log_dir ${folder}`, cause);
    }
    await this.#append(versionRecord(Date.now() / 1000));
  }

  protected override async log(runner: Runner): Promise<void> {
    const { step, scalars, texts } = logPoint(runner);
    await this.#append(summaryRecord(Date.now() / 1000, step, scalars, texts));
  }

  async #append(bytes: Buffer): Promise<void> {
    try {
      await appendFile(this.#file, bytes);
    } catch (cause) {
      throw writeError(this.#file, cause);
    }
  }
}
