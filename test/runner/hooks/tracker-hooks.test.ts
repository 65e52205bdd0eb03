import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Builder, silentProgress } from '../../../aligndet/core/index.js';
import { EvalHook, hookRegistry, iterTimerHook, runByEpoch } from '../../../aligndet/runner/index.js';
import { type Asked, type LocalServer, localServer } from '../../support/local-server.js';
import { batches, emptyBatch, type TinyRun, tinyRun } from '../../support/runs.js';
import { restoreVariables, stubVariable } from '../../support/variables.js';

const builder = new Builder([hookRegistry]);

/** Two epochs of three iterations; points after iterations 2 and 5 and after each evaluation. */
function tracked(folder: string, config: { type: string } & Record<string, unknown>): TinyRun {
  const run = tinyRun(folder);
  run.runner.meta.config = '{"model": {"type": "OneWeight"}}';
  run.runner.register(builder.build('hook', { type: 'OptimizerHook' }), 'ABOVE_NORMAL');
  run.runner.register(iterTimerHook(), 'LOW');
  const source = {
    length: 1,
    async *batches() {
      yield emptyBatch(1);
    },
  };
  const evaluate = async () => ({ bbox_mAP: 0.25, bbox_mAP_copypaste: '0.250' });
  run.runner.register(new EvalHook({ source, evaluate, progress: silentProgress, evaluation: {} }), 'LOW');
  run.runner.register(builder.build('hook', { interval: 2, ...config }), 'VERY_LOW');
  return run;
}

const steps = [2, 4, 5, 7]; // as mmcv counts: one more than the iterations done when an epoch has ended

describe('hooks that track a run', () => {
  let folder: string;
  let server: LocalServer | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aligndet-track-'));
    for (const key of Object.keys(process.env)) {
      if (/^(WANDB|MLFLOW)_/.test(key)) stubVariable(key, undefined);
    }
  });
  afterEach(async () => {
    restoreVariables();
    await server?.close();
    server = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  it('TensorboardLoggerHook writes every point', async () => {
    const run = tracked(folder, { type: 'TensorboardLoggerHook' });
    await runByEpoch(run.runner, batches(3), 2);
    const [file] = readdirSync(join(folder, 'tf_logs'));
    expect(file).toMatch(/^events\.out\.tfevents\.\d+\..+\.\d+\.0$/);
    const text = readFileSync(join(folder, 'tf_logs', file), 'latin1');
    for (const tag of ['train/loss', 'train/acc', 'learning_rate', 'momentum', 'val/bbox_mAP']) {
      expect(text.split(tag).length - 1).toBeGreaterThanOrEqual(2);
    }
    expect(text).toContain('val/bbox_mAP_copypaste/text_summary');
    expect(text).not.toContain('eval_iter_num');
    expect(text).not.toContain('data_time');
    run.dispose();
  });

  it.each(['MlflowLoggerHook', 'WandbLoggerHook', 'MMDetWandbHook'])(
    '%s sends nothing unless the environment asks for it, and says so',
    async (type) => {
      const fetched = jest.spyOn(globalThis, 'fetch');
      const run = tracked(folder, { type });
      await runByEpoch(run.runner, batches(3), 1);
      expect(fetched).not.toHaveBeenCalled();
      expect(run.lines.filter((line) => line.startsWith(`warn ${type}: disabled: set `))).toHaveLength(1);
      fetched.mockRestore();
      run.dispose();
    },
  );

  const mlflow = ({ path }: Asked): [number, unknown] => {
    if (path.includes('get-by-name')) return [404, { error_code: 'RESOURCE_DOES_NOT_EXIST' }];
    if (path.endsWith('experiments/create')) return [200, { experiment_id: '7' }];
    if (path.endsWith('runs/create')) return [200, { run: { info: { run_id: 'abc' } } }];
    return [200, {}];
  };

  it('MlflowLoggerHook opens a run, logs points and ends it', async () => {
    server = await localServer(mlflow);
    stubVariable('MLFLOW_TRACKING_URI', `${server.uri}/`);
    stubVariable('MLFLOW_TRACKING_TOKEN', 'secret');
    const run = tracked(folder, { type: 'MlflowLoggerHook', exp_name: 'über all', tags: { a: 1 } });
    await runByEpoch(run.runner, batches(3), 2);
    const { asked } = server;
    expect(asked.map(({ path }) => path.replace('/api/2.0/mlflow/', ''))).toEqual([
      'experiments/get-by-name?experiment_name=%C3%BCber%20all',
      'experiments/create',
      'runs/create',
      ...steps.map(() => 'runs/log-batch'),
      'runs/update',
    ]);
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer secret']));
    expect(asked[2].body).toMatchObject({ experiment_id: '7', tags: [{ key: 'a', value: '1' }] });
    const points = asked
      .slice(3, -1)
      .map(({ body }) => body as { run_id: string; metrics: { key: string; step: number }[] });
    expect(points.map(({ metrics }) => metrics[0].step)).toEqual(steps);
    expect(points[1].metrics.map(({ key }) => key)).toEqual(['val/bbox_mAP', 'learning_rate', 'momentum']);
    expect(asked.at(-1)!.body).toMatchObject({ run_id: 'abc', status: 'FINISHED' });
    run.dispose();
  });

  const bucket = { name: 'r1', project: { name: 'p', entity: { name: 'me' } } };

  it.each(['WandbLoggerHook', 'MMDetWandbHook'])(
    '%s opens a run, streams points and ends it',
    async (type) => {
      server = await localServer(({ path }) =>
        path === '/graphql' ? [200, { data: { upsertBucket: { bucket } } }] : [200, {}],
      );
      stubVariable('WANDB_BASE_URL', server.uri);
      stubVariable('WANDB_API_KEY', 'k'.repeat(40));
      const run = tracked(folder, { type, init_kwargs: { project: 'mine', tags: ['x'] } });
      await runByEpoch(run.runner, batches(3), 2);
      const [opened, ...streamed] = server.asked;
      expect(opened.authorization).toBe(`Basic ${Buffer.from(`api:${'k'.repeat(40)}`).toString('base64')}`);
      expect(opened.body).toMatchObject({
        query: expect.stringContaining('upsertBucket'),
        variables: { project: 'mine', tags: ['x'], config: '{"model":{"value":{"type":"OneWeight"}}}' },
      });
      expect(new Set(streamed.map(({ path }) => path))).toEqual(new Set(['/files/me/p/r1/file_stream']));
      const history = streamed.slice(0, -1).map(({ body }) => {
        const { files } = body as { files: Record<string, { offset: number; content: string[] }> };
        return files['wandb-history.jsonl'];
      });
      expect(history.map(({ offset }) => offset)).toEqual([0, 1, 2, 3]);
      expect(history.map(({ content }) => JSON.parse(content[0])._step)).toEqual(steps);
      expect(JSON.parse(history[1].content[0])['val/bbox_mAP']).toBe(0.25);
      expect(streamed.at(-1)!.body).toEqual({ complete: true, exitcode: 0 });
      run.dispose();
    },
  );

  it('a stopped run is told as such', async () => {
    server = await localServer(mlflow);
    stubVariable('MLFLOW_TRACKING_URI', server.uri);
    const run = tracked(folder, { type: 'MlflowLoggerHook' });
    await run.runner.call('beforeRun');
    await run.runner.call('afterStop');
    expect(server.asked.at(-1)!.body).toMatchObject({ status: 'KILLED' });
    run.dispose();
  });

  it.each([
    [() => [401, { message: 'no such key' }] as const, /answered 401: .*no such key/, 1],
    [() => [200, '<html>'] as const, /WandbLoggerHook|Weights & Biases: /, 3],
  ])('a server that refuses costs one warning and no training', async (answer, message, maxAsked) => {
    server = await localServer(answer);
    stubVariable('WANDB_BASE_URL', server.uri);
    stubVariable('WANDB_API_KEY', 'key');
    const run = tracked(folder, { type: 'WandbLoggerHook' });
    expect(await runByEpoch(run.runner, batches(3), 2)).toBe(true);
    const warnings = run.lines.filter((line) => line.startsWith('warn Weights & Biases'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(message);
    expect(server.asked.length).toBeLessThanOrEqual(maxAsked);
    run.dispose();
  });
});
