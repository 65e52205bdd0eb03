import { Random, ShapeError } from '../../../aligndet/core/index.js';
import { type Tensor4D, tensor4d, variable, variableGrads } from '../../../aligndet/engine/index.js';
import { BatchNorm2d } from '../../../aligndet/nn/index.js';
import { expectNoLeak } from '../../support/memory.js';

const [BATCH, HEIGHT, WIDTH, CHANNELS] = [2, 64, 64, 3];
const PIXELS = BATCH * HEIGHT * WIDTH;

/** Maps whose channels lie around `center`. */
function maps(center: number, deviation: number): Float32Array {
  const random = new Random(1);
  return Float32Array.from({ length: PIXELS * CHANNELS }, () => center + random.uniform(-1, 1) * deviation);
}

const asTensor = (values: Float32Array) => tensor4d(values, [BATCH, HEIGHT, WIDTH, CHANNELS]);

/** Mean and variance of one channel, in float64. */
function statistics(values: Float32Array, channel: number) {
  const ofChannel = values.filter((_, i) => i % CHANNELS === channel);
  const mean = ofChannel.reduce((sum, value) => sum + value, 0) / PIXELS;
  const variance = ofChannel.reduce((sum, value) => sum + (value - mean) ** 2, 0) / PIXELS;
  return { mean, variance };
}

const largest = (values: readonly number[]) => Math.max(...values.map(Math.abs));

describe('BatchNorm2d in training', () => {
  it.each([
    [0, 1, 1e-6],
    [1, 0.1, 3e-6],
    [0.5, 20, 1e-6],
  ])('is exact around %f with a deviation of %f', (center, deviation, tolerance) => {
    const values = maps(center, deviation);
    const norm = new BatchNorm2d(CHANNELS, { momentum: 1 });
    const output = norm.forward(asTensor(values)).dataSync();
    for (let channel = 0; channel < CHANNELS; channel++) {
      const { mean, variance } = statistics(values, channel);
      const inverse = 1 / Math.sqrt(variance + 1e-5);
      const errors = [...output].map((value, i) =>
        i % CHANNELS === channel ? value - (values[i] - mean) * inverse : 0,
      );
      expect(largest(errors)).toBeLessThan(tolerance);
      const unbiased = (variance * PIXELS) / (PIXELS - 1);
      expect(Math.abs(norm.runningVar!.value.dataSync()[channel] / unbiased - 1)).toBeLessThan(5e-7);
      expect(Math.abs(norm.runningMean!.value.dataSync()[channel] - mean)).toBeLessThan(
        2e-7 * Math.max(1, deviation),
      );
    }
  });

  it('gives the slopes of Ioffe and Szegedy, section 3', () => {
    const values = maps(1, 0.1);
    const norm = new BatchNorm2d(CHANNELS);
    norm.weight!.assign(Float32Array.of(0.5, 1, -2));
    const factors = maps(0, 1);
    const x = variable(asTensor(values));
    const loss = () =>
      norm
        .forward<Tensor4D>(x as never)
        .mul(asTensor(factors))
        .sum() as never;
    const variables = [x, norm.weight!.value, norm.bias!.value];
    const { grads } = variableGrads(loss, variables as never);
    const [ofX, ofScale, ofOffset] = variables.map(({ name }) => [...grads[name].dataSync()]);
    for (let channel = 0; channel < CHANNELS; channel++) {
      const { mean, variance } = statistics(values, channel);
      const inverse = 1 / Math.sqrt(variance + 1e-5);
      const normalised = (i: number) => (values[i] - mean) * inverse;
      const positions = Array.from({ length: PIXELS }, (_, pixel) => pixel * CHANNELS + channel);
      const total = positions.reduce((sum, i) => sum + factors[i], 0);
      const along = positions.reduce((sum, i) => sum + factors[i] * normalised(i), 0);
      expect(Math.abs(ofOffset[channel] - total)).toBeLessThan(1e-3);
      expect(Math.abs(ofScale[channel] - along)).toBeLessThan(5e-3);
      const factor = inverse * [0.5, 1, -2][channel];
      const errors = positions.map(
        (i) => ofX[i] - factor * (factors[i] - total / PIXELS - (normalised(i) * along) / PIXELS),
      );
      expect(largest(errors)).toBeLessThan(1e-5 * Math.abs(factor));
    }
  });

  it('refuses a single value per channel, which has no variance', () => {
    const norm = new BatchNorm2d(2);
    expect(() => norm.forward(tensor4d([1, 2], [1, 1, 1, 2]))).toThrow(ShapeError);
    expect(() => norm.forward(tensor4d([1, 2], [1, 1, 1, 2]))).toThrow('[1, 1, 1, 2]');
    expect(norm.eval().forward(tensor4d([1, 2], [1, 1, 1, 2])).shape).toEqual([1, 1, 1, 2]);
  });

  it('leaves no tensor behind', () => {
    const norm = new BatchNorm2d(CHANNELS);
    const x = asTensor(maps(0, 1));
    expectNoLeak(() => norm.forward(x).dispose());
  });
});
