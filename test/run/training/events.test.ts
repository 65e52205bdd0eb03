import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { memory } from '../../../aligndet/engine/index.js';
import {
  evaluate,
  type LogEvent,
  type TrainEvent,
  type TrainOptions,
  train,
} from '../../../aligndet/index.js';
import { temporaryFolder } from '../../support/coco.js';
import { writeTinyDataset } from '../../support/tiny-dataset.js';

describe('train and evaluate, for programs', () => {
  const folder = temporaryFolder();
  let config: string;
  beforeAll(async () => {
    ({ config } = await writeTinyDataset(folder));
  });

  /** Trains, and keeps what it tells. */
  async function told(name: string, options: TrainOptions = {}) {
    const events: TrainEvent[] = [];
    const { onEvent } = options;
    const result = await train(config, {
      workDir: join(folder, name),
      seed: 3,
      ...options,
      onEvent: (event) => {
        events.push(event);
        onEvent?.(event);
      },
    });
    const of = <T extends TrainEvent['type']>(type: T) =>
      events.filter((event): event is Extract<TrainEvent, { type: T }> => event.type === type);
    return { result, events, of };
  }

  it('tells what happens, and gives what came of it', async () => {
    const before = memory().numTensors;
    const { result, events, of } = await told('whole');
    expect(memory().numTensors).toBe(before);
    const workDir = join(folder, 'whole');
    expect(events[0]).toEqual({ type: 'start', workDir, logFile: result.logFile, seed: 3 });
    const iterations = of('iteration');
    expect(iterations.map(({ iteration }) => iteration)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(iterations.map(({ epoch, epochIteration }) => [epoch, epochIteration])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 1],
      [2, 2],
      [2, 3],
    ]);
    expect(iterations[3]).toMatchObject({ iterationsPerEpoch: 3, maxIterations: 6 });
    expect(iterations[3].lr).toBeCloseTo(0.001); // a tenth after the first epoch
    expect(Object.keys(iterations[0].losses)).toEqual(
      expect.arrayContaining(['loss_rpn_cls', 'loss_mask', 'loss']),
    );
    expect(iterations.every(({ losses }) => Number.isFinite(losses.loss))).toBe(true);
    expect(iterations.at(-1)?.etaS).toBe(0);
    expect(of('evaluation').map(({ epoch, iteration }) => [epoch, iteration])).toEqual([
      [1, 3],
      [2, 6],
    ]);
    expect(of('checkpoint').map(({ path, epoch, iteration }) => [path, epoch, iteration])).toEqual([
      [join(workDir, 'epoch_1.pth'), 1, 3],
      [join(workDir, 'epoch_2.pth'), 2, 6],
    ]);
    const log = readFileSync(result.logFile, 'utf8');
    for (const { message } of of('log')) expect(log).toContain(message.split('\n', 1)[0]);
    expect(result).toMatchObject({ workDir, isStopped: false, epochs: 2, iterations: 6 });
    expect(result.checkpoints).toEqual(of('checkpoint').map(({ path }) => path));
    expect(result.lastCheckpoint).toBe(realpathSync(join(workDir, 'epoch_2.pth')));
    expect(result.metrics).toEqual(of('evaluation').at(-1)?.metrics);

    const evaluated = await evaluate(config, result.lastCheckpoint as string);
    expect(evaluated).toEqual({ metrics: result.metrics, numImages: 6, files: [] });
  });

  it('stops at a signal with a checkpoint, from which autoResume gives the losses of an unbroken run', async () => {
    const stop = new AbortController();
    const onEvent = (event: TrainEvent) => {
      if (event.type === 'iteration' && event.iteration === 2) stop.abort();
    };
    const first = await told('broken', { signal: stop.signal, onEvent });
    expect(first.result).toMatchObject({ isStopped: true, epochs: 0, iterations: 2 });
    expect(first.result.checkpoints).toEqual([join(folder, 'broken', 'iter_2.pth')]);
    const second = await told('broken', { autoResume: true });
    expect(second.result).toMatchObject({ isStopped: false, epochs: 2, iterations: 6 });
    const whole = await told('unbroken');
    const lossesOf = (run: typeof whole) => run.of('iteration').map(({ losses }) => losses);
    expect([...lossesOf(first), ...lossesOf(second)]).toEqual(lossesOf(whole));
  });

  it('does nothing when it is stopped before it begins', async () => {
    const { result } = await told('never', { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ isStopped: true, iterations: 0, checkpoints: [] });
    expect(existsSync(join(folder, 'never', '.aligndet.lock'))).toBe(false);
  });

  it('takes a config as an object, with values laid over it, and can leave out the evaluation', async () => {
    const object = JSON.parse(readFileSync(config, 'utf8'));
    const options = { workDir: join(folder, 'object'), validate: false };
    const result = await train(object, {
      ...options,
      overrides: { 'runner.max_epochs': 1, evaluation: { interval: 1 } },
    });
    expect(result).toMatchObject({ epochs: 1, iterations: 3 });
    expect(result.metrics).toBeUndefined();
    await expect(train(object, { validate: false })).rejects.toThrow('workDir is missing');
  });

  it('keeps in its log the error that ended it, and gives the folder back', async () => {
    const fail = (event: TrainEvent) => {
      if (event.type === 'iteration') throw new Error('enough');
    };
    let logFile = '';
    const onEvent = (event: TrainEvent) => {
      if (event.type === 'start') ({ logFile } = event);
      fail(event);
    };
    await expect(told('failed', { onEvent })).rejects.toThrow('enough');
    expect(readFileSync(logFile, 'utf8')).toMatch(/CRITICAL - Error: enough/);
    expect(existsSync(join(folder, 'failed', '.aligndet.lock'))).toBe(false);
  });

  it.each<[config: unknown, overrides: unknown, error: RegExp]>([
    [undefined, [], /config: expected the path of a config file, or an object as returned by defineConfig/],
    ['', [], /config: expected the path of a config file/],
    [{ model: 1 }, [], /config-object|model: /],
    [undefined, 'a=1', /overrides: expected \['key=value', \.\.\.\]/],
  ])('says what is wrong with %j and overrides %j', async (given, overrides, error) => {
    const source = overrides === 'a=1' ? config : given;
    const options = { workDir: join(folder, 'wrong'), overrides } as TrainOptions;
    await expect(train(source as string, options)).rejects.toThrow(error);
  });

  it('evaluates as it is told', async () => {
    const checkpoint = join(folder, 'whole', 'epoch_2.pth');
    const lines: string[] = [];
    const onEvent = ({ message }: LogEvent) => void lines.push(message);
    const out = join(folder, 'found.json');
    const showDir = join(folder, 'seen');
    const found = await evaluate(config, checkpoint, { metrics: 'segm', out, showDir, onEvent });
    expect(Object.keys(found.metrics)).toContain('segm_mAP');
    expect(Object.keys(found.metrics)).not.toContain('bbox_mAP');
    expect(found.files).toEqual([out]);
    expect(existsSync(join(showDir, '1.jpg'))).toBe(true);
    expect(lines).toContain(`Wrote ${out}`);
    const classwise = await evaluate(config, checkpoint, { metricOptions: { classwise: true }, onEvent });
    expect(classwise.metrics).toHaveProperty('bbox_mAP');
    expect(lines.join('\n')).toContain('disc');
    const none = await evaluate(config, checkpoint, { metrics: [], metricOptions: ['jsonfile_prefix=x'] });
    expect(none).toEqual({ metrics: {}, numImages: 6, files: [] });
    await expect(evaluate(config, checkpoint, { metrics: 'bbx' })).rejects.toThrow(
      'metrics: unknown metric "bbx" for this dataset. Did you mean "bbox"?',
    );
    await expect(evaluate(config, checkpoint, { out: 'a.pkl' })).rejects.toThrow(
      /^out writes COCO results as JSON/,
    );
    await expect(evaluate(config, checkpoint, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});
