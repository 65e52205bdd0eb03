import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/coco.js';
import { runCommand } from '../../support/command.js';
import { writeTinyDataset } from '../../support/tiny-dataset.js';

describe('the log of a run', () => {
  const folder = temporaryFolder();
  const work = join(folder, 'run');
  let config: string;

  const train = (...words: string[]) => runCommand('train', config, '--work-dir', work, ...words);

  /** The `.log` files, from the earliest to the latest. */
  const logs = () =>
    readdirSync(work)
      .filter((name) => name.endsWith('.log'))
      .sort()
      .map((name) => readFileSync(join(work, name), 'utf8'));

  beforeAll(async () => {
    ({ config } = await writeTinyDataset(folder));
    const { exitCode, stderr } = await train('--seed', '3');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
  });

  it.each([
    [
      'the environment',
      /Environment info:\n {2}-+\n {2}platform: \w+-\w+\n {2}Node: v[\d.]+\n {2}AlignDet: \d/,
    ],
    ['the seed', /seed 3\n/],
    [
      'the training data, with the objects of each class',
      /data\.train: 6 images, 3 classes: disc 4, box 4, line 4\n/,
    ],
    ['the validation data', /data\.val: 6 images, 3 classes/],
    ['the size of the model', /model: MaskRCNN, \d+ parameters, \d+ of them trained\n/],
    ['the length', /Training: 2 epochs of 3 iterations, 6 in total, in batches of 2 images\n/],
    [
      'the end',
      /Training ended after \d:\d\d:\d\d: 2 epochs, 6 iterations\.\n {2}Best bbox_mAP: [\d.]+, epoch \d\./,
    ],
    ['the checkpoints', /Checkpoints: .*run, the last is epoch_2\.pth\.\n/],
    ['the curves', /Curves: .*curves\.html\n/],
  ])('holds %s', (_what, line) => expect(logs()[0]).toMatch(line));

  it('is followed by a page of curves, and the lock is gone', () => {
    expect(readFileSync(join(work, 'curves.html'), 'utf8')).toContain('Average precision of bbox');
    expect(existsSync(join(work, '.aligndet.lock'))).toBe(false);
  });

  it('says that a run is finished, and how to go on', async () => {
    const { exitCode, stdout } = await train('--auto-resume');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /This run is finished: .*latest\.pth is of epoch 2, and runner\.max_epochs is 2\./,
    );
    expect(stdout).toContain('--cfg-options runner.max_epochs=4');
    expect(stdout).not.toContain('Epoch [');
  });

  it('says what other batches mean for a resumed run', async () => {
    const { exitCode, stderr } = await train(
      ...['--auto-resume', '--no-validate', '--cfg-options', 'runner.max_epochs=3', 'data.samples_per_gpu=3'],
    );
    expect(exitCode).toBe(0);
    expect(stderr).toContain('samples_per_gpu was 2 and is 3, so an epoch has 2 iterations, not 3.');
  });

  it('holds the error that ended a run', async () => {
    const { exitCode, stderr } = await train('--resume-from', join(folder, 'none.pth'));
    expect(exitCode).toBe(1);
    const message = stderr.trim().replace(/^error: /, '');
    expect(logs().at(-1)).toContain(`aligndet - CRITICAL - ${message}`);
  });
});
