import { DataError, ShapeError } from '../../../aligndet/core/index.js';
import { grad, type Tensor4D, tensor4d, tidy } from '../../../aligndet/engine/index.js';
import { type RoiAlignOptions, roiAlign } from '../../../aligndet/nn/index.js';
import { expectNoLeak } from '../../support/memory.js';

const options: RoiAlignOptions = {
  outputSize: [1, 1],
  spatialScale: 1,
  samplingRatio: 1,
  isAligned: true,
  pooling: 'avg',
};

/** `[1, 4, 4, 1]`: the value of a pixel is 10 times its row plus its column. */
const ramp = () =>
  tensor4d(
    Array.from({ length: 16 }, (_, i) => 10 * Math.floor(i / 4) + (i % 4)),
    [1, 4, 4, 1],
  );

describe('roiAlign', () => {
  it.each([
    ['in the middle of four pixels', [1, 1, 3, 3], 16.5], // samples (1.5, 1.5)
    ['on a pixel', [1, 1, 2, 2], 11], // (1, 1)
    ['in the outer half of a border pixel', [0, 0, 0.5, 0.5], 0], // (-0.25, -0.25) counts as (0, 0)
    ['outside of the map', [-10, -10, -8, -8], 0],
  ])('samples %s', (_case, box, expected) => {
    const value = tidy(() => roiAlign(ramp(), Float32Array.of(0, ...box), options)).dataSync()[0];
    expect(value).toBeCloseTo(expected);
  });

  it('takes as many samples as a bin has pixels', () => {
    const roi = Float32Array.of(0, 0.5, 0.5, 2.5, 2.5); // pixels (0, 0) to (1, 1): 0, 1, 10, 11
    const value = tidy(() => roiAlign(ramp(), roi, { ...options, samplingRatio: 0 })).dataSync()[0];
    expect(value).toBeCloseTo(11); // samples at 0.5 and 1.5 along both axes: the mean is (1, 1)
  });

  it('gives no rows without regions', () => {
    expect(roiAlign(ramp(), new Float32Array(0), { ...options, outputSize: [2, 3] }).shape).toEqual([
      0, 2, 3, 1,
    ]);
  });

  it.each(['avg', 'max'] as const)('has the slopes of finite differences (%s)', (pooling) => {
    const rois = Float32Array.of(0, 0.25, 0.5, 3.5, 3, 0, 1, 1, 2.5, 4);
    const settings = { ...options, outputSize: [2, 2], samplingRatio: 2, pooling } as const;
    const total = (x: Tensor4D) => roiAlign(x, rois, settings).square().sum();
    const gradients = tidy(() => grad(total as never)(ramp())).dataSync();
    const values = [...ramp().dataSync()];
    for (let i = 0; i < 16; i++) {
      const at = (step: number) => {
        const moved = tensor4d(
          values.map((value, j) => value + (i === j ? step : 0)),
          [1, 4, 4, 1],
        );
        return tidy(() => total(moved)).dataSync()[0];
      };
      const difference = (at(0.125) - at(-0.125)) / 0.25; // a quadratic, so that the step may be large
      expect(Math.abs(gradients[i] - difference)).toBeLessThan(1e-3 * Math.max(1, Math.abs(difference)));
    }
  });

  it('gives the same slopes each time', () => {
    const rois = new Float32Array(5 * 64).map((_, i) => [0, 0.5, 0.5, 3.5, 3.5][i % 5]);
    const gradients = () =>
      tidy(() =>
        grad((x) =>
          roiAlign(x as Tensor4D, rois, { ...options, outputSize: [7, 7] })
            .square()
            .sum(),
        )(ramp()),
      )
        .dataSync()
        .slice();
    expect(gradients()).toEqual(gradients());
  });

  it('names the region that is upside down, or of no image', () => {
    expect(() => roiAlign(ramp(), Float32Array.of(0, 3, 0, 1, 1), options)).toThrow(DataError);
    expect(() => roiAlign(ramp(), Float32Array.of(1, 0, 0, 1, 1), options)).toThrow(ShapeError);
    expect(() => roiAlign(ramp(), Float32Array.of(1, 0, 0, 1, 1), options)).toThrow(
      'RoI 0 refers to image 1',
    );
  });

  it('leaves no tensor behind', () => {
    const x = ramp();
    expectNoLeak(() => roiAlign(x, Float32Array.of(0, 1, 1, 3, 3), options).dispose());
  });
});
