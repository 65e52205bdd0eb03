import { Random } from '../../../aligndet/core/index.js';
import { DigitPool } from '../../../aligndet/datasets/synth/digits.js';
import { synthOptionsSchema } from '../../../aligndet/datasets/synth/options.js';
import { composeScene } from '../../../aligndet/datasets/synth/scene.js';
import { Visibility } from '../../../aligndet/datasets/synth/visible.js';

describe('DigitPool', () => {
  it('shares no sample between the splits', () => {
    const keys = (split: 'train' | 'val' | 'unlabeled') =>
      new Set(new DigitPool(split, [4]).samples(4).map((sample) => sample.join()));
    const [train, val, unlabeled] = [keys('train'), keys('val'), keys('unlabeled')];
    expect(train.size + val.size + unlabeled.size).toBe(980); // the fours of the package, none of them twice
    expect([...val, ...unlabeled].some((key) => train.has(key))).toBe(false);
    expect([...val].some((key) => unlabeled.has(key))).toBe(false);
  });
});

describe('composeScene', () => {
  const pool = new DigitPool('train', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

  it.each([0, 0.5, 1])('draws digits that are seen, at difficulty %f', (difficulty) => {
    const options = synthOptionsSchema.parse({ difficulty, sizePx: 128, minEdgePx: 20, maxEdgePx: 70 });
    for (let seed = 0; seed < 10; seed++) {
      const { rgb, digits } = composeScene(options, pool, new Random(seed));
      expect(rgb).toHaveLength(128 * 128 * 3);
      expect(digits.length).toBeGreaterThan(0);
      expect(digits.length).toBeLessThanOrEqual(6);
      const owners = new Uint8Array(128 * 128);
      for (const { mask } of digits) {
        expect(mask.includes(1)).toBe(true);
        for (let pixel = 0; pixel < mask.length; pixel++) owners[pixel] += mask[pixel];
      }
      expect(Math.max(...owners)).toBe(1); // a pixel shows one digit
    }
  });
});

describe('Visibility', () => {
  const square = (x: number, y: number, edge: number) => ({
    x,
    y,
    width: edge,
    height: edge,
    alpha: new Float32Array(edge * edge).fill(1),
  });

  it('knows what is left of a digit below others', () => {
    const visibility = new Visibility(10);
    visibility.add(square(0, 0, 4));
    expect(visibility.allows(square(2, 0, 4), 0.5)).toBe(true); // 8 of 16 pixels stay
    expect(visibility.allows(square(1, 0, 4), 0.5)).toBe(false); // 4 of 16
    visibility.add(square(2, 0, 4));
    visibility.cover(square(0, 0, 1));
    expect(visibility.mask(0).reduce((sum, value) => sum + value, 0)).toBe(7);
    expect(visibility.mask(1).reduce((sum, value) => sum + value, 0)).toBe(16);
  });

  it('counts pixels outside the scene as unseen', () => {
    const visibility = new Visibility(10);
    expect(visibility.fractionInside(square(8, 0, 4))).toBe(0.5);
    expect(visibility.fractionInside(square(-4, 0, 4))).toBe(0);
  });
});
