import fc from 'fast-check';
import { ShapeError } from '../../../aligndet/core/index.js';
import { argsortDescending, batchedNms, nms, softNms } from '../../../aligndet/nn/index.js';

const boxesOf = (...boxes: number[][]) => Float32Array.from(boxes.flat());

describe('argsortDescending', () => {
  it('sorts by falling value, NaN first', () => {
    expect([...argsortDescending(Float32Array.of(0, 2, Number.NaN, 1, -1))]).toEqual([2, 1, 3, 0, 4]);
  });

  it.each([0, 1, 2])('takes %i values', (count) => {
    expect([...argsortDescending(new Float32Array(count))]).toEqual(
      Array.from({ length: count }, (_, i) => i),
    );
  });

  it('leaves equal values as torch 1.13 leaves them', () => {
    // torch.sort(torch.tensor([...]), descending=True)[1], torch 1.13.0 on a CPU; up to 16 values it would be stable.
    const tenths = [4, 8, 2, 8, 6, 4, 6, 4, 8, 8, 4, 8, 4, 8, 6, 4, 6, 6, 6, 6, 4, 4, 8, 4, 2, 2, 6, 2, 8, 4];
    const order = [
      1, 3, 28, 8, 9, 13, 11, 22, 19, 18, 17, 16, 14, 26, 6, 4, 23, 21, 0, 29, 20, 15, 12, 10, 7, 5, 24, 25,
      27, 2,
    ];
    expect([...argsortDescending(Float32Array.from(tenths, (value) => value / 10))]).toEqual(order);
  });

  it('gives every index once, whatever the values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 300 }), (values) => {
        const order = [...argsortDescending(Float32Array.from(values))];
        expect(order.toSorted((a, b) => a - b)).toEqual(values.map((_, i) => i));
        const sorted = order.map((index) => values[index]);
        expect(sorted).toEqual(values.toSorted((a, b) => b - a));
      }),
    );
  });
});

describe('nms', () => {
  const boxes = boxesOf([0, 0, 10, 10], [1, 0, 11, 10], [20, 0, 30, 10]); // IoU of the first two: 90 / 110

  it('keeps the better of two that overlap', () => {
    const scores = Float32Array.of(0.5, 0.9, 0.1);
    expect([...nms(boxes, scores, { iouThreshold: 0.5 })]).toEqual([1, 2]);
    expect([...nms(boxes, scores, { iouThreshold: 0.9 })]).toEqual([1, 0, 2]);
  });

  it('keeps both where their groups differ', () => {
    const scores = Float32Array.of(0.5, 0.9, 0.1);
    expect([...nms(boxes, scores, { iouThreshold: 0.5 }, Int32Array.of(0, 1, 0))]).toEqual([1, 0, 2]);
  });

  it('takes no boxes', () => {
    expect(nms(new Float32Array(0), new Float32Array(0), { iouThreshold: 0.5 })).toHaveLength(0);
    expect(
      batchedNms(new Float32Array(0), new Float32Array(0), new Int32Array(0), { iou_threshold: 0.5 }).dets,
    ).toHaveLength(0);
  });

  it('says how many coordinates it needs', () => {
    expect(() => nms(boxes, Float32Array.of(1), { iouThreshold: 0.5 })).toThrow(
      new ShapeError('1 scores need 4 box coordinates, but got 12.'),
    );
  });
});

describe('batchedNms', () => {
  const boxes = boxesOf([0, 0, 10, 10], [0, 0, 10, 10], [0, 0, 10, 10]);
  const scores = Float32Array.of(0.25, 0.75, 0.5);
  const labels = Int32Array.of(0, 0, 1);

  it('suppresses within a class', () => {
    const { dets, keep } = batchedNms(boxes, scores, labels, { iou_threshold: 0.5 });
    expect([...keep]).toEqual([1, 2]);
    expect([...dets]).toEqual([0, 0, 10, 10, 0.75, 0, 0, 10, 10, 0.5]);
  });

  it('suppresses across classes where the config or the caller says so', () => {
    expect([...batchedNms(boxes, scores, labels, { iou_threshold: 0.5 }, true).keep]).toEqual([1]);
    const config = { iou_threshold: 0.5, class_agnostic: false };
    expect([...batchedNms(boxes, scores, labels, config, true).keep]).toEqual([1, 2]);
  });

  it('only sorts without a config', () => {
    expect([...batchedNms(boxes, scores, labels, null).keep]).toEqual([1, 2, 0]);
  });

  it('gives the same by class and all at once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(50), fc.nat(50), fc.nat(2), fc.nat(1000)), { maxLength: 40 }),
        (rows) => {
          const many = boxesOf(...rows.map(([x, y]) => [x, y, x + 20, y + 20]));
          // Scores apart: the reference leaves the order of equal ones to its sort.
          const apart = Float32Array.from(rows, ([, , , score], i) => score + i / 64);
          const kinds = Int32Array.from(rows, ([, , label]) => label);
          const whole = batchedNms(many, apart, kinds, { iou_threshold: 0.5 });
          const split = batchedNms(many, apart, kinds, { iou_threshold: 0.5, split_thr: 1 });
          expect(split).toEqual(whole);
        },
      ),
    );
  });

  it('names a key that it does not know', () => {
    expect(() => batchedNms(boxes, scores, labels, { iou_threshold: 0.5, iou: 1 } as never)).toThrow('iou');
  });
});

describe('softNms', () => {
  it('lowers scores instead of removing boxes', () => {
    const boxes = boxesOf([0, 0, 10, 10], [5, 0, 15, 10]); // IoU 50 / 150
    const { keep, scores } = softNms(boxes, Float32Array.of(1, 0.5));
    expect([...keep]).toEqual([0, 1]);
    expect(scores[1]).toBeCloseTo(0.5 * (1 - 1 / 3));
  });

  it('drops what falls below the least score', () => {
    const boxes = boxesOf([0, 0, 10, 10], [0, 0, 10, 10], [20, 0, 30, 10]);
    expect([...softNms(boxes, Float32Array.of(1, 0.5, 0.4)).keep]).toEqual([0, 2]);
  });
});
