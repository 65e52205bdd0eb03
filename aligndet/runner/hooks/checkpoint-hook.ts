/** @module Saves checkpoints: mmcv's CheckpointHook. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { linkLatest, type SaveOptions, saveRun } from '../checkpointing.js';
import type { Hook, Runner } from '../runner.js';

export const checkpointHook = defineComponent({
  type: 'CheckpointHook',
  schema: z.strictObject({
    /** Epochs or iterations between two checkpoints; -1 saves none in between. */
    interval: z.number().int().default(-1),
    /** Count in epochs; default: the runner's own unit. */
    by_epoch: z.boolean().optional(),
    /** Save the optimizer state too, so that a run can be resumed. */
    save_optimizer: z.boolean().default(true),
    /** Parent folder of a folder with the run's name for the checkpoints; default: the work dir. */
    out_dir: z.string().nullable().default(null),
    /** Max number of checkpoints to keep, latest first; -1 keeps all. */
    max_keep_ckpts: z.number().int().default(-1),
    /** Save at the end of the run regardless of the interval. */
    save_last: z.boolean().default(true),
    /** Link `latest.pth` to the latest one. */
    create_symlink: z.boolean().default(true),
    /** File name; `{}` is replaced by the epoch or iteration. */
    filename_tmpl: z.string().optional(),
    /** Additional metadata in checkpoints. */
    meta: z.record(z.string(), z.unknown()).optional(),
  }),
  build: (options): Hook => new CheckpointSaver(options),
});

interface CheckpointOptions {
  interval: number;
  by_epoch?: boolean;
  save_optimizer: boolean;
  out_dir: string | null;
  max_keep_ckpts: number;
  save_last: boolean;
  create_symlink: boolean;
  filename_tmpl?: string;
  meta?: Record<string, unknown>;
}

class CheckpointSaver implements Hook {
  readonly name = 'CheckpointHook';
  /** Finished iterations at the latest checkpoint. */
  #savedIter = -1;

  constructor(private readonly options: CheckpointOptions) {}

  async afterTrainEpoch(runner: Runner): Promise<void> {
    if (!this.#byEpoch(runner)) return;
    const { interval, save_last: savesLast } = this.options;
    if (runner.isEvery(interval, 'epoch') || (savesLast && runner.isLastEpoch)) {
      await this.#save(runner, runner.epoch + 1, 'epoch');
    }
  }

  async afterTrainIter(runner: Runner): Promise<void> {
    if (this.#byEpoch(runner)) return;
    const { interval, save_last: savesLast } = this.options;
    if (runner.isEvery(interval, 'iter') || (savesLast && runner.isLastIter)) {
      await this.#save(runner, runner.iter + 1, 'iter');
    }
  }

  /** A run that is ended by a hook also saves its state. */
  async afterRun(runner: Runner): Promise<void> {
    if (!runner.hasEnded || !this.options.save_last || this.#savedIter === runner.iter) return;
    const isWholeEpoch = runner.byEpoch && runner.innerIter === 0;
    const [unit, count] = isWholeEpoch
      ? (['epoch', runner.epoch] as const)
      : (['iter', runner.iter] as const);
    await this.#save(runner, count, unit, 'between-iters');
  }

  #byEpoch(runner: Runner): boolean {
    return this.options.by_epoch ?? runner.byEpoch;
  }

  async #save(
    runner: Runner,
    count: number,
    unit: 'epoch' | 'iter',
    moment: SaveOptions['moment'] = `after-${unit}`,
  ): Promise<void> {
    const { save_optimizer: includesOptimizer, create_symlink: links, max_keep_ckpts: limit } = this.options;
    const folder = this.#folder(runner);
    const file = this.#file(folder, unit, count);
    runner.logger.info(`Saving checkpoint at ${count} ${unit === 'epoch' ? 'epochs' : 'iterations'}`);
    Object.assign(runner.meta, this.options.meta);
    runner.meta.hook_msgs = { ...(runner.meta.hook_msgs as object | undefined), last_ckpt: file };
    await saveRun(runner, file, { includesOptimizer, moment });
    this.#savedIter = runner.iter + (moment === 'after-iter' ? 1 : 0);
    if (links) await linkLatest(file);
    if (limit > 0) await this.#removeOlder(folder, unit, count);
  }

  #folder({ workDir }: Runner): string {
    return this.options.out_dir === null ? workDir : join(this.options.out_dir, basename(workDir));
  }

  #file(folder: string, unit: 'epoch' | 'iter', count: number): string {
    const template = this.options.filename_tmpl ?? `${unit}_{}.pth`;
    return join(folder, template.replace('{}', String(count)));
  }

  async #removeOlder(folder: string, unit: 'epoch' | 'iter', count: number): Promise<void> {
    const { interval, max_keep_ckpts: limit } = this.options;
    const step = Math.max(1, interval);
    for (let old = count - step * limit; old > 0; old -= step) {
      const file = this.#file(folder, unit, old);
      if (!existsSync(file)) break;
      await rm(file);
    }
  }
}
