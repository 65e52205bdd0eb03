import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { embeddedData } from '../../../aligndet/cli/quickstart/data.js';
import { configFile, finetuneOverrides } from '../../../aligndet/cli/quickstart/steps.js';
import type { ConfigValue } from '../../../aligndet/config/index.js';
import { silentProgress } from '../../../aligndet/core/index.js';
import { memory } from '../../../aligndet/engine/index.js';
import { train } from '../../../aligndet/run/index.js';
import { stopAfter } from '../../support/stop-after.js';

/** Losses by iteration, from the logs of all runs in a folder. */
function lossesOf(workDir: string): Map<string, number> {
  const losses = new Map<string, number>();
  for (const file of readdirSync(workDir)
    .filter((name) => name.endsWith('.log.json'))
    .sort()) {
    for (const line of readFileSync(join(workDir, file), 'utf8').trim().split('\n')) {
      const { mode, epoch, iter, loss } = JSON.parse(line);
      if (mode === 'train') losses.set(`${epoch}.${iter}`, loss);
    }
  }
  return losses;
}

jest.setTimeout(300_000);

describe('train', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aligndet-train-'));
  const config = configFile('finetune', 'tiny');
  let overrides: Map<string, ConfigValue>;

  beforeAll(async () => {
    const data = await embeddedData({
      workDir: folder,
      seed: 1,
      maxTrain: 8,
      maxVal: 2,
      progress: silentProgress,
    });
    overrides = new Map([
      ...finetuneOverrides(data),
      ['data.samples_per_gpu', 2],
      ['data.workers_per_gpu', 0],
      ['evaluation.interval', 100],
      ['log_level', 'ERROR'],
    ]);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('gives the losses of an unbroken run when it is stopped and resumed', async () => {
    const [whole, broken] = [join(folder, 'whole'), join(folder, 'broken')];
    const before = memory().numTensors;
    expect(await train(config, { workDir: whole, overrides })).toMatchObject({ isStopped: false });
    expect(memory().numTensors).toBe(before); // nothing is left of a run
    expect(await train(config, { workDir: broken, overrides, signal: stopAfter(3) })).toMatchObject({
      isStopped: true,
    });
    expect(existsSync(join(broken, 'latest.pth'))).toBe(true);
    expect(await train(config, { workDir: broken, autoResume: true, overrides })).toMatchObject({
      isStopped: false,
    });
    const [expected, actual] = [lossesOf(whole), lossesOf(broken)];
    expect(expected.size).toBe(8); // 2 epochs of 4 batches
    expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(expected));
  });

  it('lists every mistake of a config before it builds anything', async () => {
    const wrong = new Map<string, ConfigValue>([
      ['model.backbone.dept', 18],
      ['data.train.filter_empty', true],
      ['runner.max_epochs', 0],
    ]);
    const run = train(config, {
      workDir: join(folder, 'wrong'),
      overrides: new Map([...overrides, ...wrong]),
    });
    await expect(run).rejects.toThrow(
      /model\.backbone\.dept: unknown key\. Did you mean "depth"[\s\S]*data\.train\.filter_empty[\s\S]*runner\.max_epochs/,
    );
  });

  it('refuses classes that do not fit the heads', async () => {
    const wrong = new Map<string, ConfigValue>([...overrides, ['model.roi_head.bbox_head.num_classes', 3]]);
    const run = train(config, { workDir: join(folder, 'classes'), overrides: wrong });
    await expect(run).rejects.toThrow('num_classes is 3, but the dataset has 10 classes');
  });
});
