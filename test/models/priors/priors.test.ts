import { builtinBuilder } from '../../../aligndet/builtins.js';
import { ShapeError } from '../../../aligndet/core/index.js';
import type { AnchorGenerator, PointGenerator } from '../../../aligndet/models/index.js';

const build = (config: object) => builtinBuilder().build('prior_generator', config);

describe('AnchorGenerator', () => {
  const config = { type: 'AnchorGenerator', strides: [4, 8], ratios: [1], scales: [2] };
  const generator = build(config) as AnchorGenerator;

  it('lays squares around the corners of the cells', () => {
    expect([...generator.baseAnchors[0]]).toEqual([-4, -4, 4, 4]);
    expect([
      ...generator.gridPriors([
        [1, 2],
        [1, 1],
      ])[0],
    ]).toEqual([-4, -4, 4, 4, 0, -4, 8, 4]);
  });

  it('keeps the area of a shape', () => {
    const [tall] = (build({ ...config, ratios: [4] }) as AnchorGenerator).baseAnchors;
    expect([...tall]).toEqual([-2, -8, 2, 8]); // 4 x 16, as large as 8 x 8
  });

  it('divides an octave', () => {
    const octave = build({
      ...config,
      scales: null,
      octave_base_scale: 4,
      scales_per_octave: 2,
    }) as AnchorGenerator;
    expect(octave.baseAnchors[0][2]).toBe(8);
    expect(octave.baseAnchors[0][6]).toBeCloseTo(8 * Math.SQRT2);
  });

  it('flags the cells that begin inside the image', () => {
    const [flags] = generator.validFlags(
      [
        [2, 3],
        [1, 1],
      ],
      [4, 5],
    );
    expect([...flags]).toEqual([1, 1, 0, 0, 0, 0]);
  });

  it('wants a size for each level', () => {
    expect(() => generator.gridPriors([[1, 1]])).toThrow(ShapeError);
  });

  it.each([
    [{ scales: null }, 'scales: give either scales, or octave_base_scale'],
    [{ base_sizes: [8] }, 'base_sizes: must have an entry for each of the 2 strides'],
    [
      {
        center_offset: 0.5,
        centers: [
          [1, 1],
          [2, 2],
        ],
      },
      'centers: cannot be combined with center_offset',
    ],
    [{ scale: [8] }, 'scale: unknown key. Did you mean "scales"?'],
  ])('explains what is wrong: %j', (change, message) => {
    expect(() => build({ ...config, ...change })).toThrow(message);
  });
});

describe('MlvlPointGenerator', () => {
  it('lays a point into the middle of each cell', () => {
    const generator = build({ type: 'MlvlPointGenerator', strides: [8] }) as PointGenerator;
    expect([...generator.gridPriors([[1, 2]])[0]]).toEqual([4, 4, 12, 4]);
    expect([...generator.gridWithStrides([[1, 1]])[0]]).toEqual([4, 4, 8, 8]);
  });
});
