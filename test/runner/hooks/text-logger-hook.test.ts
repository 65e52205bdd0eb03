import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder, silentProgress } from '../../../aligndet/core/index.js';
import { duration } from '../../../aligndet/runner/hooks/text-logger-hook.js';
import {
  EvalHook,
  hookRegistry,
  iterTimerHook,
  runByEpoch,
  runByIter,
} from '../../../aligndet/runner/index.js';
import { batches, emptyBatch, type TinyRun, tinyRun } from '../../support/runs.js';

const builder = new Builder([hookRegistry]);

/** A run that evaluates at the end of each unit, with hooks as `train` registers them. */
function logged(workDir: string, by: 'epoch' | 'iter', interval: number): TinyRun {
  const run = tinyRun(workDir);
  run.runner.register(
    builder.build('hook', { type: 'OptimizerHook', grad_clip: { max_norm: 1 } }),
    'ABOVE_NORMAL',
  );
  run.runner.register(iterTimerHook(), 'LOW');
  const source = {
    length: 3,
    async *batches() {
      yield emptyBatch(3);
    },
  };
  const evaluate = async () => ({ bbox_mAP: 0.25, bbox_mAP_copypaste: '0.250 0.500' });
  const evaluation = { interval: by === 'epoch' ? 1 : 4, metric: 'bbox' };
  run.runner.register(new EvalHook({ source, evaluate, progress: silentProgress, evaluation }), 'LOW');
  run.runner.register(builder.build('hook', { type: 'TextLoggerHook', interval }), 'VERY_LOW');
  return run;
}

describe('TextLoggerHook', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aligndet-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const json = (): Record<string, unknown>[] =>
    readFileSync(join(folder, 'run.log.json'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('prints the lines of mmdetection, epoch by epoch', async () => {
    const run = logged(folder, 'epoch', 2);
    run.runner.meta.exp_name = 'tiny.ts';
    await runByEpoch(run.runner, batches(5), 2);
    run.dispose();
    const time = String.raw`\d:\d\d:\d\d, time: \d+\.\d{3}, data_time: \d+\.\d{3}, memory: \d+`;
    const losses = String.raw`loss_line: \d\.\d{4}, loss_bend: \d\.\d{4}, acc: \d+\.\d{4}, loss: \d\.\d{4}`;
    const training = (epoch: number, iter: number) =>
      expect.stringMatching(
        new RegExp(
          String.raw`^info Epoch \[${epoch}\]\[${iter}/5\]\tlr: 1\.000e-02, eta: ${time}, ${losses}, grad_norm: \d\.\d{4}$`,
        ),
      );
    const validation = (epoch: number) =>
      `info Epoch(val) [${epoch}][3]\tbbox_mAP: 0.2500, bbox_mAP_copypaste: 0.250 0.500`;
    const name = 'info Exp name: tiny.ts';
    expect(run.lines).toEqual([
      ...[training(1, 2), training(1, 4), name, validation(1)],
      ...[training(2, 2), training(2, 4), name, validation(2)],
    ]);
  });

  it('writes what analyze_logs.py reads', async () => {
    const run = logged(folder, 'epoch', 2);
    await runByEpoch(run.runner, batches(4), 1);
    run.dispose();
    const [meta, ...rows] = json();
    expect(meta).not.toHaveProperty('epoch'); // the reader skips such lines
    const keys = ['mode', 'epoch', 'iter', 'lr', 'memory'];
    const values = ['data_time', 'loss_line', 'loss_bend', 'acc', 'loss', 'grad_norm', 'time'];
    expect(rows.map(Object.keys)).toEqual([
      [...keys, ...values],
      [...keys, ...values],
      ['mode', 'epoch', 'iter', 'lr', 'bbox_mAP', 'bbox_mAP_copypaste'],
    ]);
    expect(rows[0]).toMatchObject({ mode: 'train', epoch: 1, iter: 2, lr: 0.01, grad_norm: 8.98 }); // 1 + 4 w, on average
    expect(rows[2]).toEqual({
      mode: 'val',
      epoch: 1,
      iter: 3, // images of the validation set, as mmcv counts
      lr: 0.01,
      bbox_mAP: 0.25,
      bbox_mAP_copypaste: '0.250 0.500',
    });
  });

  it('averages over the interval, and begins anew in each epoch', async () => {
    const run = logged(folder, 'epoch', 2);
    await runByEpoch(run.runner, batches(3), 2);
    run.dispose();
    const rows = json().filter(({ mode }) => mode === 'train');
    expect(rows.map(({ epoch, iter }) => [epoch, iter])).toEqual([
      [1, 2],
      [2, 2],
    ]);
    // slope 9 clipped to 1, lr 0.01: w = 2, then 1.99, on average 1.995
    expect(rows[0].loss_line).toBe(1.995);
  });

  it('counts iterations where the run does', async () => {
    const run = logged(folder, 'iter', 2);
    await runByIter(run.runner, batches(3), 5);
    run.dispose();
    expect(run.lines.map((line) => line.split('\t')[0])).toEqual([
      'info Iter [2/5]',
      'info Iter [4/5]',
      'info Iter(val) [3]',
    ]);
    const rows = json().slice(1);
    expect(rows.map(({ mode, epoch, iter }) => [mode, epoch, iter])).toEqual([
      ['train', 1, 2],
      ['train', 2, 4],
      ['val', 2, 3],
    ]);
  });

  it('says where a log could not be written', async () => {
    const run = logged(join(folder, 'absent'), 'epoch', 1);
    await expect(runByEpoch(run.runner, batches(1), 1)).rejects.toThrow(/absent.*log\.json/);
    run.dispose();
  });
});

describe('duration', () => {
  it.each([
    [0, '0:00:00'],
    [61.9, '0:01:01'],
    [86_399, '23:59:59'],
    [86_400, '1 day, 0:00:00'],
    [180_000, '2 days, 2:00:00'],
  ])('%d s is %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});
