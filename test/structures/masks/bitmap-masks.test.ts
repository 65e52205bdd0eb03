import fc from 'fast-check';
import { ShapeError } from '../../../aligndet/core/index.js';
import {
  cropMasks,
  flipMasks,
  type InstanceMasks,
  padMasks,
  resizeMasks,
} from '../../../aligndet/datasets/instance-masks.js';
import {
  type BitmapMasks,
  bitmapAreas,
  bitmapBoxes,
  bitmapMasks,
  cropAndResizeBitmaps,
  mapBitmaps,
  padBitmaps,
  selectBitmaps,
} from '../../../aligndet/structures/index.js';

const none = bitmapMasks(new Uint8Array(), 3, 4);
const two = bitmapMasks(Uint8Array.of(1, 0, 0, 0, 0, 0, 1, 1), 2, 2);

const masks = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([count, height, width]) =>
    fc
      .uint8Array({ minLength: count * height * width, maxLength: count * height * width, max: 1 })
      .map((data): BitmapMasks => ({ kind: 'bitmap', data, count, height, width })),
  );

/** Deferred masks as plain data. */
function drawn(deferred: InstanceMasks): BitmapMasks {
  const { data, count, height, width } = deferred as BitmapMasks;
  return { kind: 'bitmap', data, count, height, width };
}

describe('bitmap masks', () => {
  it('know their areas and boxes, and keep zeros for empty masks', () => {
    expect([...bitmapAreas(two)]).toEqual([1, 2]);
    expect([...bitmapBoxes(two)]).toEqual([0, 0, 1, 1, 0, 1, 2, 2]);
    expect([...bitmapBoxes(bitmapMasks(new Uint8Array(4), 2, 2))]).toEqual([0, 0, 0, 0]);
  });

  it('are picked by index, with repeats', () => {
    expect([...selectBitmaps(two, [1, 1, 0]).data]).toEqual([0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0]);
    expect(selectBitmaps(two, []).count).toBe(0);
  });

  it.each(['horizontal', 'vertical', 'diagonal'] as const)('flip twice to themselves: %s', (direction) => {
    fc.assert(
      fc.property(masks, (before) => {
        expect(drawn(flipMasks(flipMasks(before, direction), direction))).toEqual(before);
      }),
    );
  });

  it('come back when what was added is cut off', () => {
    fc.assert(
      fc.property(masks, (before) => {
        const { height, width } = before;
        const larger = padMasks(before, height + 7, width + 7, 0);
        expect(drawn(cropMasks(larger, [0, 0, width, height]))).toEqual(before);
      }),
    );
  });

  it('pad with any value and resize by the nearest pixel', () => {
    expect([...padBitmaps(bitmapMasks(Uint8Array.of(1), 1, 1), 2, 2, 5).data]).toEqual([1, 5, 5, 5]);
    expect([...drawn(resizeMasks(bitmapMasks(Uint8Array.of(1, 0), 1, 2), 2, 4)).data]).toEqual([
      1, 1, 0, 0, 1, 1, 0, 0,
    ]);
  });

  it('stay empty without masks', () => {
    for (const result of [
      drawn(cropMasks(none, [1, 1, 3, 2])),
      drawn(flipMasks(none, 'horizontal')),
      drawn(resizeMasks(none, 1, 2)),
      cropAndResizeBitmaps(none, [], [], 1, 2),
      mapBitmaps(none, 1, 2, (plane) => plane),
    ]) {
      expect(result.count).toBe(0);
      expect([result.height, result.width]).not.toEqual([3, 5]);
    }
  });

  it('must be whole planes', () => {
    expect(() => bitmapMasks(new Uint8Array(5), 2, 2)).toThrow(ShapeError);
    expect(() => bitmapMasks(new Uint8Array(5), 2, 2)).toThrow(
      'Masks must be [M, 2, 2], but 5 values are not a multiple of 2 x 2.',
    );
  });
});
