import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder, ConfigError, silentProgress } from '../../../aligndet/core/index.js';
import {
  EvalHook,
  hookRegistry,
  readCheckpoint,
  runByEpoch,
  runByIter,
} from '../../../aligndet/runner/index.js';
import { batches, emptyBatch, type TinyRun, tinyRun } from '../../support/runs.js';

const builder = new Builder([hookRegistry]);

/** A run whose evaluations give `scores`, one after the other. */
function evaluated(
  folder: string,
  scores: readonly number[],
  options: object,
  evaluation: Record<string, unknown> = {},
): TinyRun {
  const run = tinyRun(folder);
  run.runner.register(builder.build('hook', { type: 'OptimizerHook' }), 'ABOVE_NORMAL');
  run.runner.register(builder.build('hook', { type: 'CheckpointHook', interval: 4 }));
  const source = {
    length: 1,
    async *batches() {
      yield emptyBatch(1);
    },
  };
  let next = 0;
  const evaluate = async () => ({ bbox_mAP: scores[next++], loss_all: -scores[next - 1] });
  run.runner.register(
    builder.build('hook', {
      type: 'EarlyStoppingHook',
      monitor: 'bbox_mAP',
      min_delta: 0.01,
      patience: 2,
      ...options,
    }),
  );
  run.runner.register(new EvalHook({ source, evaluate, progress: silentProgress, evaluation }), 'LOW');
  return run;
}

describe('EarlyStoppingHook', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aligndet-early-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    [[0.1, 0.2, 0.205, 0.209, 0.9, 0.9], {}, 4], // two in a row are no more than 0.01 above 0.2
    [[0.1, 0.2, 0.19, 0.3, 0.29, 0.28], {}, 6],
    [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], {}, 6],
    [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], { stopping_threshold: 0.25 }, 3],
    [[0.1, Number.NaN, 0.3, 0.4, 0.5, 0.6], {}, 2],
    [[0.1, Number.NaN, 0.3, 0.4, 0.5, 0.6], { check_finite: false }, 6],
    [[0.5, 0.4, 0.3, 0.2, 0.1, 0.1], {}, 3],
    [[0.5, 0.4, 0.3, 0.2, 0.1, 0.0], { rule: 'less' }, 6],
    [[0.1, 0.2, 0.2, 0.2, 0.1, 0.0], { monitor: 'loss_all' }, 4], // less is better
  ])('with scores %j and %j the run has %i epochs', async (scores, options, epochs) => {
    const run = evaluated(folder, scores, options);
    expect(await runByEpoch(run.runner, batches(2), 6)).toBe(true);
    expect(run.runner.epoch).toBe(epochs);
    expect(run.lines.some((line) => line.includes('The run ends here'))).toBe(
      epochs < 6 || run.runner.hasEnded,
    );
    run.dispose();
  });

  it('leaves a checkpoint where it ends, in an epoch too', async () => {
    const run = evaluated(folder, [0.5, 0.4, 0.3], {}, { by_epoch: false, interval: 1 });
    await runByEpoch(run.runner, batches(5), 2);
    expect(run.runner.iter).toBe(3);
    expect(readdirSync(folder).sort()).toEqual(['iter_3.pth', 'latest.pth']);
    expect(readCheckpoint(join(folder, 'iter_3.pth')).meta).toMatchObject({ epoch: 0, iter: 3 });
    run.dispose();
  });

  it('ends a run of iterations', async () => {
    const run = evaluated(folder, [0.5, 0.4, 0.3], {}, { interval: 2 });
    expect(await runByIter(run.runner, batches(5), 20)).toBe(true);
    expect(run.runner.iter).toBe(6);
    run.dispose();
  });

  it.each([true, false])('says when there is no such metric (strict: %s)', async (strict) => {
    const run = evaluated(folder, [0.5, 0.4], { monitor: 'mAP', strict });
    const ended = runByEpoch(run.runner, batches(1), 2);
    const message =
      'EarlyStoppingHook.monitor: unknown metric "mAP". This evaluation has: bbox_mAP, loss_all.';
    if (strict) await expect(ended).rejects.toThrow(new ConfigError(message));
    else {
      await ended;
      expect(run.lines).toContain(`warn ${message}`);
    }
    run.dispose();
  });
});
