import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson } from '../../aligndet/core/index.js';
import { cocoStats, evaluateCocoFiles, writeDetections } from '../../aligndet/evaluation/index.js';
import { encodeBitmap } from '../../aligndet/structures/index.js';

describe('result files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aligndet-results-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const one = (x: number) => ({ bboxes: Float32Array.of(x, 2, x + 3, 6, 0.5), labels: Int32Array.of(0) });
  const large = 2n ** 63n + 5n;

  it('keep ids of images that a number does not hold', async () => {
    const ids = { imageIds: [large, 7, 'a'], categoryIds: [3] };
    const { bbox } = await writeDetections([one(1), one(2), one(3)], ids, join(folder, 'new', 'ids'));
    expect(readFileSync(bbox, 'utf8')).toBe(
      `[{"image_id":${large},"bbox":[1,2,3,4],"score":0.5,"category_id":3},\n` +
        '{"image_id":7,"bbox":[2,2,3,4],"score":0.5,"category_id":3},\n' +
        '{"image_id":"a","bbox":[3,2,3,4],"score":0.5,"category_id":3}]\n',
    );
    const images = [large, large + 1n].map((id) => `{"id":${id},"width":9,"height":9}`);
    const annotations = [large, large + 1n].map(
      (id, i) => `{"id":${i + 1},"image_id":${id},"category_id":3,"bbox":[1,2,3,4],"area":12}`,
    );
    const groundTruth = join(folder, 'truth.json');
    writeFileSync(
      groundTruth,
      `{"images":[${images}],"annotations":[${annotations}],"categories":[{"id":3,"name":"x"}]}`,
    );
    const results = join(folder, 'results.json');
    writeFileSync(results, `[{"image_id":${large + 1n},"bbox":[1,2,3,4],"score":0.5,"category_id":3}]`);
    const { 8: recall } = cocoStats(await evaluateCocoFiles(groundTruth, results, 'bbox'));
    expect(recall).toBe(0.5); // the box of one image of two
  });

  it('are written in pieces', async () => {
    const boxes = (count: number) => ({
      bboxes: new Float32Array(5 * count).fill(2),
      labels: new Int32Array(count),
    });
    const images = [...new Array(100).keys()];
    const many = images.map(() => boxes(57));
    const ids = { imageIds: images, categoryIds: [1] };
    const { bbox } = await writeDetections(many, ids, join(folder, 'many'));
    expect(readJson(bbox, { what: 'Result file' })).toHaveLength(5700);
    const { bbox: none } = await writeDetections([boxes(0)], { ...ids, imageIds: [1] }, join(folder, 'none'));
    expect(readFileSync(none, 'utf8')).toBe('[]\n');
  });

  it('are whole or absent', async () => {
    const masks = [encodeBitmap(new Uint8Array(4).fill(1), 2, 2)];
    const prefix = join(folder, 'whole');
    const ids = { imageIds: [1, 2], categoryIds: [3] };
    await writeDetections(
      [
        { ...one(1), masks },
        { ...one(2), masks },
      ],
      ids,
      prefix,
    );
    const before = readFileSync(`${prefix}.segm.json`, 'utf8');
    await expect(writeDetections([{ ...one(9), masks }, one(9)], ids, prefix)).rejects.toThrow(
      'have no masks',
    );
    expect(readFileSync(`${prefix}.segm.json`, 'utf8')).toBe(before);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each([
    [
      'a string for the number of an image',
      '{"image_id":"1","bbox":[1,2,3,4],"score":0.5,"category_id":3}',
      /Result 0 is of image "1", .* the image has the id 1, of another type/,
    ],
    [
      'an image of another set',
      '{"image_id":99,"bbox":[1,2,3,4],"score":0.5,"category_id":3}',
      /Result 0 is of image 99, .*another dataset/,
    ],
    [
      'NaN for a score',
      '{"image_id":1,"bbox":[1,2,3,4],"score":NaN,"category_id":3}',
      /entry 0, of image 1: "score": expected a number, but got NaN/,
    ],
    [
      'no score',
      '{"image_id":1,"bbox":[1,2,3,4],"category_id":3}',
      /"score": expected a number, but it is missing/,
    ],
    [
      'three numbers',
      '{"image_id":1,"bbox":[1,2,3],"score":1,"category_id":3}',
      /"bbox": expected four numbers/,
    ],
    ['a list for an entry', '[1]', /entry 0: expected an object, but got \[1\]/],
  ])('are refused with %s', async (_case, entry, message) => {
    const groundTruth = join(folder, 'truth1.json');
    writeFileSync(
      groundTruth,
      '{"images":[{"id":1,"width":9,"height":9}],"annotations":[],"categories":[{"id":3}]}',
    );
    const results = join(folder, 'wrong.json');
    writeFileSync(results, `[${entry}]`);
    await expect(evaluateCocoFiles(groundTruth, results, 'bbox')).rejects.toThrow(message);
  });
});
