import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memory } from '../../../aligndet/engine/index.js';
import { train } from '../../../aligndet/run/index.js';
import { temporaryFolder } from '../../support/coco.js';
import { runCommand } from '../../support/command.js';
import { expectFinite } from '../../support/finite.js';
import { tinyCoco, writeTinyDataset } from '../../support/tiny-dataset.js';
import { tinyFcos, tinyRetinaNet } from '../../support/tiny-models.js';

describe.each([
  ['RetinaNet', tinyRetinaNet],
  ['FCOS', tinyFcos],
])('a run of %s', (_name, model) => {
  const folder = temporaryFolder();

  it('trains, and is evaluated', async () => {
    const { config } = await writeTinyDataset(folder, tinyCoco(), model);
    const workDir = join(folder, 'run');
    const before = memory().numTensors;
    const quiet = new Map([['log_level', 'ERROR']]);
    expect(await train(config, { workDir, seed: 1, overrides: quiet })).toMatchObject({ isStopped: false });
    expect(memory().numTensors).toBe(before);

    const [log] = readdirSync(workDir).filter((name) => name.endsWith('.log.json'));
    const lines = readFileSync(join(workDir, log), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const losses = lines.filter(({ mode }) => mode === 'train').map(({ loss }) => loss);
    expect(losses).toHaveLength(6); // 2 epochs of 3 iterations
    expectFinite(losses);

    const { exitCode, stdout } = await runCommand(
      'test',
      config,
      join(workDir, 'latest.pth'),
      '--eval',
      'bbox',
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) as string)).toHaveProperty('bbox_mAP');
  });
});
