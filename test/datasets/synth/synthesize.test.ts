import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCoco, readImage, synthesize, synthOptionsSchema } from '../../../aligndet/datasets/index.js';
import { bitmapOfRuns, runsOfRle } from '../../../aligndet/structures/index.js';

describe('synthesize', () => {
  let root: string;
  const options = synthOptionsSchema.parse({ train: 6, val: 2, unlabeled: 2, sizePx: 96, maxEdgePx: 60 });
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'synth-'));
    await synthesize({ out: join(root, 'set'), options });
  });

  afterAll(() => rmSync(root, { recursive: true }));

  const annotationFile = (name: string) => join(root, 'set', 'annotations', name);

  it('writes the images that its files list', async () => {
    for (const [split, file, count] of [
      ['train', 'instances_train.json', 6],
      ['val', 'instances_val.json', 2],
      ['unlabeled', 'image_info_unlabeled.json', 2],
    ] as const) {
      const { images } = read(annotationFile(file));
      expect(images).toHaveLength(count);
      const names = images.map((image: { file_name: string }) => image.file_name);
      expect(readdirSync(join(root, 'set', split)).sort()).toEqual(names);
      const { width, height } = await readImage(join(root, 'set', split, names[0]));
      expect([width, height]).toEqual([96, 96]);
    }
    expect(readCoco(annotationFile('instances_train.json')).ids.length).toBeGreaterThan(5);
    expect('annotations' in read(annotationFile('image_info_unlabeled.json'))).toBe(false);
  });

  it('gives each digit its mask, and the tight box of it', () => {
    const { annotations } = read(annotationFile('instances_train.json'));
    for (const { bbox, area, segmentation } of annotations) {
      const mask = bitmapOfRuns(runsOfRle(segmentation));
      const seen = [...mask.keys()].filter((pixel) => mask[pixel] === 1);
      const xs = seen.map((pixel) => pixel % 96);
      const ys = seen.map((pixel) => Math.floor(pixel / 96));
      const [x, y] = [Math.min(...xs), Math.min(...ys)];
      expect(bbox).toEqual([x, y, Math.max(...xs) + 1 - x, Math.max(...ys) + 1 - y]);
      expect(area).toBe(seen.length);
    }
  });

  it('names the digits and their licences', () => {
    const { categories, licenses } = read(annotationFile('instances_val.json'));
    expect(categories.map(({ id, name }: { id: number; name: string }) => [id, name])).toEqual(
      Array.from({ length: 10 }, (_, digit) => [digit + 1, String(digit)]),
    );
    expect(licenses.map(({ name }: { name: string }) => name).join()).toMatch(/MIT License.*MNIST/);
  });

  it('gives the same files for the same seed, others for another', async () => {
    const again = join(root, 'again');
    await synthesize({ out: again, options });
    const other = join(root, 'other');
    await synthesize({ out: other, options: { ...options, seed: 1 } });
    for (const file of ['annotations/instances_train.json', 'train/000006.jpg', 'unlabeled/000002.jpg']) {
      expect(readFileSync(join(again, file))).toEqual(readFileSync(join(root, 'set', file)));
      expect(readFileSync(join(other, file))).not.toEqual(readFileSync(join(root, 'set', file)));
    }
  });

  it('makes only the wanted digits, as PNG', async () => {
    const out = join(root, 'two');
    const two = { ...options, train: 0, val: 3, unlabeled: 0, classes: [7, 3], format: 'png' as const };
    const written = await synthesize({ out, options: two });
    const { categories, annotations } = read(join(out, 'annotations', 'instances_val.json'));
    expect(categories.map(({ name }: { name: string }) => name)).toEqual(['7', '3']);
    expect(written).toEqual([
      {
        split: 'val',
        images: join(out, 'val'),
        annotations: join(out, 'annotations', 'instances_val.json'),
        numImages: 3,
        numDigits: annotations.length,
      },
    ]);
    expect(readdirSync(join(out, 'val'))).toEqual(['000001.png', '000002.png', '000003.png']);
  });

  it('replaces an earlier set only when told to', async () => {
    const out = join(root, 'replaced');
    const few = { ...options, train: 3, val: 0, unlabeled: 0 };
    await synthesize({ out, options: few });
    await expect(synthesize({ out, options: few })).rejects.toThrow('train already contains 3 images');
    writeFileSync(join(out, 'train', 'mine.txt'), '');
    await synthesize({ out, options: { ...few, train: 1 }, overwrite: true });
    expect(readdirSync(join(out, 'train')).sort()).toEqual(['000001.jpg', 'mine.txt']);
  });

  it('says when the folder cannot be written', async () => {
    mkdirSync(join(root, 'file'));
    writeFileSync(join(root, 'file', 'train'), '');
    const run = synthesize({ out: join(root, 'file', 'train', 'deeper'), options });
    await expect(run).rejects.toThrow('a parent in the path is a file');
    expect(existsSync(join(root, 'file', 'annotations'))).toBe(false);
  });

  it('refuses options that cannot hold', () => {
    expect(() => synthOptionsSchema.parse({ minDigits: 5, maxDigits: 4 })).toThrow(
      'the max must not be less than the min',
    );
    expect(() => synthOptionsSchema.parse({ classes: [1, 1] })).toThrow('each digit must be listed once');
    expect(() => synthOptionsSchema.parse({ sizePx: 80, maxEdgePx: 81 })).toThrow(
      'the max must not exceed the size of the image',
    );
    expect(() => synthOptionsSchema.parse({ nonsense: 1 })).toThrow('nonsense');
  });
});
