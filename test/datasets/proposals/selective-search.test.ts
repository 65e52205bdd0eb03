import { Random } from '../../../aligndet/core/index.js';
import { NUM_HIERARCHIES, selectiveSearch } from '../../../aligndet/datasets/proposals/selective-search.js';
import { scene } from './scene.js';

describe('selectiveSearch', () => {
  const objects = [
    [20, 16, 60, 50, 200, 40, 40],
    [90, 40, 130, 90, 40, 60, 200],
  ];
  const image = scene(160, 120, objects, new Random(1));
  const found = selectiveSearch(image, 160, 120, new Random(0));
  const rows = Array.from({ length: found.rank.length }, (_, i) => [
    ...found.boxes.subarray(i * 4, i * 4 + 4),
  ]);

  it('finds flat objects, to the pixel, in nearly every hierarchy', () => {
    for (const object of objects) {
      const near = rows.map((box, i) => ({ box, hierarchy: found.hierarchy[i] }));
      const hits = near.filter(({ box }) => box.every((value, k) => Math.abs(value - object[k]) <= 1));
      expect(new Set(hits.map(({ hierarchy }) => hierarchy)).size).toBeGreaterThanOrEqual(
        NUM_HIERARCHIES - 2,
      ); // noise has any hue
    }
  });

  it('ends each hierarchy with the whole image', () => {
    const whole = rows.filter((box) => box.join() === '0,0,160,120');
    expect(whole.length).toBeGreaterThanOrEqual(NUM_HIERARCHIES);
  });

  it('gives the same for the same seed', () => {
    expect(selectiveSearch(image, 160, 120, new Random(0))).toEqual(found);
  });

  it('takes an image of one colour, and of one pixel', () => {
    const flat = selectiveSearch(new Uint8Array(30 * 20 * 3), 30, 20, new Random(0));
    expect(flat.boxes).toEqual(Float32Array.from(Array(NUM_HIERARCHIES).fill([0, 0, 30, 20]).flat()));
    expect(selectiveSearch(Uint8Array.of(1, 2, 3), 1, 1, new Random(0)).rank).toHaveLength(NUM_HIERARCHIES);
  });
});
