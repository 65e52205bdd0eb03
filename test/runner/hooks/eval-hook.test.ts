import { jest } from '@jest/globals';
import { silentProgress } from '../../../aligndet/core/index.js';
import { EvalHook, runByEpoch } from '../../../aligndet/runner/index.js';
import { batches, emptyBatch, OneWeight, tinyRun } from '../../support/runs.js';

/** Evaluates at the end of each epoch; `during` is called between two images. */
function evaluated(during: () => void) {
  const stop = new AbortController();
  const model = new OneWeight();
  const run = tinyRun('', { model, signal: stop.signal });
  const evaluate = jest.fn(async () => ({ bbox_mAP: 0.5 }));
  const source = {
    length: 2,
    async *batches() {
      yield emptyBatch(1);
      during();
      yield emptyBatch(1);
    },
  };
  run.runner.register(
    new EvalHook({ source, evaluate, progress: silentProgress, evaluation: { metric: 'bbox' } }),
    'LOW',
  );
  return { ...run, evaluate, stop };
}

describe('EvalHook', () => {
  it('evaluates the whole set after each epoch, and trains on', async () => {
    const run = evaluated(() => expect(run.model.training).toBe(false));
    expect(await runByEpoch(run.runner, batches(2), 3)).toBe(true);
    expect(run.evaluate.mock.calls.map((call) => (call as unknown[])[0])).toEqual([
      [{}, {}],
      [{}, {}],
      [{}, {}],
    ]);
    expect(run.evaluate).toHaveBeenLastCalledWith([{}, {}], { metric: 'bbox' });
    expect(run.model.training).toBe(true);
    run.dispose();
  });

  it('stops within an evaluation when it is told to; the run ends as at any other place', async () => {
    const run = evaluated(() => run.stop.abort());
    expect(await runByEpoch(run.runner, batches(2), 3)).toBe(false);
    expect(run.evaluate).not.toHaveBeenCalled();
    expect(run.lines).toEqual([expect.stringContaining('warn The evaluation was stopped before its end')]);
    expect([run.runner.epoch, run.runner.iter]).toEqual([1, 2]);
    run.dispose();
  });

  it('lets other errors through', async () => {
    const run = evaluated(() => {
      throw new Error('broken image');
    });
    await expect(runByEpoch(run.runner, batches(2), 1)).rejects.toThrow('broken image');
    run.dispose();
  });
});
