import { jest } from '@jest/globals';
import { scalar } from '../../aligndet/engine/index.js';
import type { Finding } from './handler.js';
import { apartFromRounding } from './rounding.js';

const finding = (name: string, share: number): Finding => ({ name, share, relativeError: share * 1e-4 });

/** 2^-24 in float64, 0 in float32. */
const surplus = () =>
  scalar(1)
    .add(2 ** -24)
    .sub(1)
    .dataSync()[0];

describe('apartFromRounding', () => {
  it('runs a case once when nothing fails', async () => {
    const run = jest.fn(async () => [finding('a', 0.5)]);
    expect(await apartFromRounding(run)).toEqual([finding('a', 0.5)]);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('judges in float64 what fails in float32, and says so', async () => {
    const run = async (isDouble: boolean) => {
      expect(surplus() > 0).toBe(isDouble);
      return [finding('a', isDouble ? 3 : 0.5), finding('b', isDouble ? 0.1 : Infinity)];
    };
    const [a, b] = await apartFromRounding(run);
    expect(a).toEqual(finding('a', 0.5)); // the float32 run passed
    expect(b).toMatchObject({ share: 0.1, roundedShare: Infinity });
  });

  it('leaves errors that are in both as they are in float32', async () => {
    const run = async (isDouble: boolean) => [{ ...finding('a', isDouble ? 2 : 4), detail: 'wrong' }];
    expect(await apartFromRounding(run)).toEqual([{ ...finding('a', 4), detail: 'wrong' }]);
  });

  it('allows the float64 run what the reference is off by itself', async () => {
    const run = async (isDouble: boolean) => [finding('a', isDouble ? 1.5 : 4)]; // 1.5e-4 off, tolerance 1e-4
    const [allowed] = await apartFromRounding(run, () => 0.6e-4);
    expect(allowed.share).toBeCloseTo(0.9); // (1.5 - 0.6) e-4 of 1e-4
    const [failed] = await apartFromRounding(run, () => 0.4e-4);
    expect(failed.share).toBe(4);
  });
});
