import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseLabelled, generateSemiCoco } from '../../aligndet/datasets/index.js';
import { temporaryFolder } from '../support/coco.js';

describe('generateSemiCoco', () => {
  const root = temporaryFolder();
  let count = 0;
  const images = Array.from({ length: 20 }, (_, i) => ({ id: i + 1, file_name: `${i}.jpg` }));
  const annotations = Array.from({ length: 50 }, (_, i) => ({
    id: i + 1,
    image_id: 1 + ((7 * i) % 22),
    area: 0.5 * i,
  }));
  const rest = { licenses: [{ id: 1 }], categories: [{ id: 1, name: 'cat' }], info: { year: 2017 } };

  const generate = (train: string) => {
    const dataDir = join(root, String(count++));
    mkdirSync(join(dataDir, 'annotations'), { recursive: true });
    writeFileSync(join(dataDir, 'annotations', 'instances_train2017.json'), train);
    writeFileSync(
      join(dataDir, 'annotations', 'image_info_unlabeled2017.json'),
      JSON.stringify({ images, info: 1 }),
    );
    const options = { dataDir, percent: 30, seed: 1, seedOffset: 0, version: '2017' };
    return { folder: join(dataDir, 'annotations'), run: () => generateSemiCoco(options) };
  };

  it('splits images and their annotations, with the keys in their order', () => {
    const { run } = generate(JSON.stringify({ ...rest, annotations, images }));
    const labelled = new Set(chooseLabelled(20, 30, 1));
    const written = run();
    expect(written.map(({ numImages }) => numImages)).toEqual([6, 14, 20]);
    for (const [i, part] of [true, false].entries()) {
      const chosen = images.filter((_, at) => labelled.has(at) === part);
      const own = annotations.filter(({ image_id: id }) => chosen.some((image) => image.id === id));
      expect(readFileSync(written[i].path, 'utf8')).toBe(
        JSON.stringify({ images: chosen, annotations: own, ...rest }),
      );
      expect(written[i].numAnnotations).toBe(own.length);
    }
    const unlabelled = { images, info: 1, annotations: [], categories: rest.categories };
    expect(readFileSync(written[2].path, 'utf8')).toBe(JSON.stringify(unlabelled));
  });

  it('writes large ids and NaN as they are', () => {
    const text = JSON.stringify({
      images: [{ id: 'ID' }],
      annotations: [{ id: 1, image_id: 'ID', score: 'NAN' }],
      ...rest,
    })
      .replaceAll('"ID"', '9007199254740993')
      .replace('"NAN"', 'NaN');
    const [{ path: labelled }, { path }] = generate(text).run();
    expect(readFileSync(labelled, 'utf8')).toBe(JSON.stringify({ images: [], annotations: [], ...rest }));
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it.each([
    ['no licenses', JSON.stringify({ images, annotations, categories: [], info: {} }), /has no licenses/],
    ['a list', '[]', /contains a list, but an object is expected/],
    [
      'annotations that are no list',
      JSON.stringify({ ...rest, images, annotations: {} }),
      /has \{\} as "annotations", but a list is expected/,
    ],
    [
      'images without ids',
      JSON.stringify({ ...rest, images: [{}], annotations }),
      /no list "images" whose entries have an "id"/,
    ],
    ['half a file', JSON.stringify({ ...rest, images, annotations }).slice(0, -200), /is truncated/],
  ])('refuses %s, and leaves no file', (_case, train, message) => {
    const { folder, run } = generate(train);
    expect(run).toThrow(message);
    const left = readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('json'));
    expect(left).toHaveLength(2);
  });
});
