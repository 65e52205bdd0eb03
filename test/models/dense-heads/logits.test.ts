import * as fc from 'fast-check';
import {
  foregroundSoftmax,
  scoresAbove,
  sigmoid,
  sigmoidsAbove,
} from '../../../aligndet/models/dense-heads/logits.js';

describe('sigmoidsAbove', () => {
  it('gives what a look at every sigmoid gives', () => {
    const logits = fc.float32Array({ noNaN: true, min: -40, max: 40, maxLength: 50 });
    const threshold = fc.oneof(
      fc.double({ noNaN: true, min: -0.1, max: 1.1 }),
      fc.constantFrom(0, 0.05, 0.5, 1),
    );
    fc.assert(
      fc.property(logits, threshold, (values, minimum) => {
        const all = scoresAbove(values.map(sigmoid), minimum);
        expect(sigmoidsAbove(values, minimum)).toEqual(all);
      }),
    );
  });

  it('leaves a score at the threshold, and NaN, out', () => {
    const { indices } = sigmoidsAbove(Float32Array.of(0, Number.NaN, 0.1), 0.5);
    expect([...indices]).toEqual([2]);
  });
});

describe('foregroundSoftmax', () => {
  it('leaves the background out, which is last', () => {
    const logits = Float32Array.of(0, Math.log(2), 0, 100, 0, 0); // shares 1 : 2 : 1, then all for the first
    expect([...foregroundSoftmax(logits, 2)]).toEqual([
      expect.closeTo(0.25),
      expect.closeTo(0.5),
      1,
      expect.closeTo(0),
    ]);
  });

  it('takes no rows', () => {
    expect(foregroundSoftmax(new Float32Array(0), 3)).toHaveLength(0);
  });
});
