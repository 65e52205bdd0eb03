import { Random } from '../../../aligndet/core/index.js';
import { PairQueue } from '../../../aligndet/datasets/proposals/pair-queue.js';

describe('PairQueue', () => {
  it('gives the highest first and equal ones in their order, past its first capacity', () => {
    const random = new Random(3);
    const pairs = Array.from({ length: 200 }, (_, order) => ({ priority: random.integer(0, 10), order }));
    const queue = new PairQueue(1);
    for (const { priority, order } of pairs) queue.push(priority, order, order + 1000);
    const sorted = [...pairs].sort((x, y) => y.priority - x.priority || x.order - y.order);
    expect(queue.length).toBe(200);
    for (const { order } of sorted) expect(queue.pop()).toEqual({ a: order, b: order + 1000 });
    expect(queue.length).toBe(0);
  });

  it('stays in order when pushes and pops alternate', () => {
    const queue = new PairQueue(4);
    queue.push(1, 1, 1);
    queue.push(5, 5, 5);
    expect(queue.pop().a).toBe(5);
    queue.push(3, 3, 3);
    queue.push(0, 0, 0);
    expect([queue.pop().a, queue.pop().a, queue.pop().a]).toEqual([3, 1, 0]);
  });
});
