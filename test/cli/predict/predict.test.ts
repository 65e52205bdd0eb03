import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { type ImageDetections, train } from '../../../aligndet/run/index.js';
import { temporaryFolder } from '../../support/coco.js';
import { runCommand } from '../../support/command.js';
import { writeTinyDataset } from '../../support/tiny-dataset.js';

describe('aligndet predict', () => {
  const folder = temporaryFolder();
  const photos = join(folder, 'photos');
  let config: string;
  let checkpoint: string;

  const predict = (...words: string[]) => runCommand('predict', config, checkpoint, ...words);

  beforeAll(async () => {
    ({ config } = await writeTinyDataset(folder));
    const overrides = ['runner.max_epochs=1'];
    const { lastCheckpoint } = await train(config, {
      workDir: join(folder, 'run'),
      validate: false,
      overrides,
    });
    checkpoint = lastCheckpoint as string;
    mkdirSync(join(photos, 'more'), { recursive: true });
    copyFileSync(join(folder, '1.png'), join(photos, 'a.png'));
    await sharp(join(folder, '2.png')).jpeg().toFile(join(photos, 'more/b.jpg'));
  });

  it('prints what it finds in each image of a folder, and draws it', async () => {
    const out = join(folder, 'seen');
    const { exitCode, stdout, stderr } = await predict(photos, '--score-thr', '0', '--out', out);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringContaining(`Wrote 2 images to ${out}`),
    });
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/a\.png: \d+ detections: (disc|box|line) \d+%/),
      expect.stringMatching(/more\/b\.jpg: \d+ detections: /),
      '',
    ]);
    expect(await sharp(join(out, 'a.png')).metadata()).toMatchObject({ format: 'png', width: 512 });
    expect(await sharp(join(out, 'more/b.jpg')).metadata()).toMatchObject({ format: 'jpeg', width: 512 });
  });

  it('prints JSON, a line for each image', async () => {
    const { exitCode, stdout } = await predict(join(photos, 'a.png'), join(photos, 'more/*.jpg'), '--json');
    expect(exitCode).toBe(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ImageDetections & { image: string });
    expect(lines.map(({ image }) => image)).toEqual([join(photos, 'a.png'), join(photos, 'more/b.jpg')]);
    for (const { width, height, boxes, scores } of lines) {
      expect([width, height]).toEqual([64, 48]);
      expect(scores.every((score) => score >= 0.3)).toBe(true);
      expect(boxes).toHaveLength(scores.length);
    }
  });

  it('goes on after an image that cannot be read, and ends with 1', async () => {
    const bad = join(folder, 'bad.png');
    writeFileSync(bad, '');
    const { exitCode, stdout, stderr } = await predict(bad, join(photos, 'a.png'), '--score-thr', '1');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/a\.png: nothing found\n$/);
    expect(stderr).toMatch(/error: Image file .*bad\.png is empty\.[\s\S]*1 of 2 images could not be read\./);
  });

  it.each<[what: string, words: string[], exitCode: number, error: RegExp]>([
    ['a missing image', ['nowhere.png'], 1, /nowhere\.png does not exist/],
    [
      'a threshold in percent',
      ['a.png', '--score-thr', '30'],
      2,
      /--score-thr takes a number from 0 to 1, but got 30/,
    ],
    [
      'no image',
      [],
      2,
      /An argument is missing\. It is: aligndet predict <config> <checkpoint> <images\.\.>/,
    ],
    ['a pattern of nothing', ['nowhere/*.png'], 1, /No file matches nowhere\/\*\.png/],
  ])('says what is wrong with %s', async (_what, words, code, error) => {
    const { exitCode, stderr } = await predict(...words);
    expect(stderr).toMatch(error);
    expect(exitCode).toBe(code);
  });

  it('writes nothing without --out', async () => {
    const before = readdirSync(photos);
    await predict(join(photos, 'a.png'));
    expect(readdirSync(photos)).toEqual(before);
    expect(existsSync('a.png')).toBe(false);
  });
});
