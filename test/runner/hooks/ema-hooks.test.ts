import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder, ConfigError } from '../../../aligndet/core/index.js';
import {
  hookRegistry,
  readCheckpoint,
  resumeRun,
  runByEpoch,
  saveRun,
} from '../../../aligndet/runner/index.js';
import { expectNoLeak } from '../../support/memory.js';
import { batches, type TinyRun, tinyRun } from '../../support/runs.js';

const builder = new Builder([hookRegistry]);

interface Seen {
  /** Weights after each iteration. */
  readonly trained: number[];
  /** Model and `ema_weight` after the hooks of each epoch. */
  readonly atEnd: [weight: number, average: number][];
}

function withHook(run: TinyRun, config: { type: string } & Record<string, unknown>): Seen {
  const { runner, model } = run;
  const seen: Seen = { trained: [], atEnd: [] };
  runner.register(builder.build('hook', { type: 'OptimizerHook' }), 'ABOVE_NORMAL');
  runner.register(builder.build('hook', config));
  runner.register(
    {
      name: 'Watcher',
      afterTrainIter: () => void seen.trained.push(model.weight.read()[0]),
      afterTrainEpoch: () => void seen.atEnd.push([model.weight.read()[0], averageOf(run)]),
    },
    'LOWEST',
  );
  return seen;
}

const averageOf = ({ model }: TinyRun): number => model.stateDict().get('ema_weight')!.data[0] as number;

describe('EMA hooks', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aligndet-ema-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    // mmcv: min(momentum^interval, (1 + iter) / (warm_up + iter)) where iter is a multiple of the interval
    [
      { type: 'EMAHook', momentum: 0.3, interval: 2, warm_up: 5 },
      (i: number) => (i % 2 === 0 ? Math.min(0.09, (1 + i) / (5 + i)) : 0),
    ],
    [{ type: 'EMAHook', momentum: 0.9 }, (i: number) => Math.min(0.9, (1 + i) / (100 + i))],
    // mmdetection: at the end of each interval
    [
      { type: 'ExpMomentumEMAHook', momentum: 0.1, total_iter: 4, interval: 2 },
      (i: number) => (i % 2 === 1 ? 0.9 * Math.exp(-(1 + i) / 4) + 0.1 : 0),
    ],
    [
      { type: 'LinearMomentumEMAHook', momentum: 0.4, warm_up: 3 },
      (i: number) => Math.min(0.4, (1 + i) / (3 + i)),
    ],
  ])('%j averages as the reference', async (config, momentumAt) => {
    const run = tinyRun(folder);
    const seen = withHook(run, config);
    await runByEpoch(run.runner, batches(3), 2);
    let average = 2;
    const averages = seen.trained.map((weight, i) => (average += momentumAt(i) * (weight - average)));
    expect(new Set(seen.trained).size).toBe(6);
    seen.atEnd.forEach(([weight, buffer], epoch) => {
      expect(weight).toBeCloseTo(averages[3 * epoch + 2], 5); // the model has the average ...
      expect(buffer).toBeCloseTo(seen.trained[3 * epoch + 2], 5); // ... and the buffer what is trained
    });
    run.dispose();
  });

  it.each([1, 3, 4])(
    'a run resumed after %i of 6 iterations gives the numbers of an unbroken one',
    async (stop) => {
      const config = { type: 'ExpMomentumEMAHook', momentum: 0.2, total_iter: 5 };
      const whole = tinyRun(folder);
      const expected = withHook(whole, config);
      await runByEpoch(whole.runner, batches(3), 2);
      const signal = new AbortController();
      const broken = tinyRun(folder, { signal: signal.signal });
      withHook(broken, config);
      broken.runner.register({
        name: 'Stop',
        afterTrainIter: ({ iter }) => void (iter + 1 === stop && signal.abort()),
      });
      await runByEpoch(broken.runner, batches(3), 2);
      const file = join(folder, 'stopped.pth');
      await saveRun(broken.runner, file, { includesOptimizer: true, moment: 'between-iters' });
      expect([...readCheckpoint(file).stateDict.keys()]).toEqual(['weight', 'ema_weight']);
      const resumed = tinyRun(folder);
      const seen = withHook(resumed, config);
      resumeRun(resumed.runner, file);
      await runByEpoch(resumed.runner, batches(3), 2);
      expect(seen.atEnd.at(-1)).toEqual(expected.atEnd.at(-1));
      for (const run of [whole, broken, resumed]) run.dispose();
    },
  );

  it('refuses a second one', () => {
    const run = tinyRun(folder);
    run.runner.register(builder.build('hook', { type: 'EMAHook' }));
    const again = builder.build('hook', { type: 'LinearMomentumEMAHook' });
    expect(() => run.runner.register(again)).toThrow(ConfigError);
    expect(() => run.runner.register(again)).toThrow(/stores its averages as ema_weight/);
    run.dispose();
  });

  it('says where to resume', () => {
    const build = () => builder.build('hook', { type: 'EMAHook', resume_from: 'a.pth' });
    expect(build).toThrow(/resume_from: set resume_from of the run/);
  });

  it('leaves no tensor behind', () => {
    expectNoLeak(() => {
      const run = tinyRun(folder);
      withHook(run, { type: 'EMAHook' });
      run.dispose();
    });
  });
});
