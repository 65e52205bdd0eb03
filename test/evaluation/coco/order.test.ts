import fc from 'fast-check';
import { orderByDescendingScore, orderByKey, startsByKey } from '../../../aligndet/evaluation/coco/order.js';

describe('orderByFallingScore', () => {
  it('is a stable sort of any doubles', () => {
    const score = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -0, 0.5, 1, -1));
    fc.assert(
      fc.property(fc.array(score), (values) => {
        const scores = Float64Array.from(values);
        const order = Int32Array.from(scores.keys());
        const expected = [...order].sort((a, b) =>
          scores[a] === scores[b] ? 0 : scores[b] - scores[a] > 0 ? 1 : -1,
        );
        expect([...orderByDescendingScore(order, scores)]).toEqual(expected);
      }),
    );
  });
});

describe('orderByKey', () => {
  it('groups and keeps the order within groups', () => {
    const keys = Int32Array.of(2, 0, 2, 1);
    const order = orderByKey(Int32Array.of(3, 2, 1, 0), keys, 3);
    expect([...order]).toEqual([1, 3, 2, 0]);
    expect([...startsByKey(order, keys, 3)]).toEqual([0, 1, 2, 4]);
    expect([...orderByKey(new Int32Array(), keys, 3)]).toEqual([]);
  });
});
