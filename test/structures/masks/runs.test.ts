import fc from 'fast-check';
import { DataError, ShapeError } from '../../../aligndet/core/index.js';
import {
  areaOfRuns,
  bitmapOfRuns,
  boxOfRuns,
  compressCounts,
  decompressCounts,
  measureRuns,
  mergeRuns,
  runsIou,
  runsOfBitmap,
  runsOfPolygon,
  runsOfSegmentation,
} from '../../../aligndet/structures/index.js';

/** Any bitmap up to 12 x 12, with its size. */
const bitmaps = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([height, width]) =>
    fc.record({
      height: fc.constant(height),
      width: fc.constant(width),
      bitmap: fc.uint8Array({ minLength: height * width, maxLength: height * width, max: 1 }),
    }),
  );

describe('runs', () => {
  it('go down the columns and start with background', () => {
    // 0 1
    // 1 1 : column 0 is 0, 1 and column 1 is 1, 1
    expect([...runsOfBitmap([0, 1, 1, 1], 2, 2).counts]).toEqual([1, 3]);
    expect([...runsOfBitmap([1, 0, 1, 0], 2, 2).counts]).toEqual([0, 2, 2]);
  });

  it('give back the bitmap they were made of', () => {
    fc.assert(
      fc.property(bitmaps, ({ bitmap, height, width }) => {
        expect(bitmapOfRuns(runsOfBitmap(bitmap, height, width))).toEqual(bitmap);
      }),
    );
  });

  it('survive compression', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 30 })), (lengths) => {
        expect([...decompressCounts(compressCounts(Uint32Array.from(lengths)))]).toEqual(lengths);
      }),
    );
  });

  it('have the area and box of the pixels', () => {
    const runs = runsOfBitmap([0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0], 3, 4); // rows 1 and 2, columns 1 and 2
    expect(areaOfRuns(runs)).toBe(3);
    expect(boxOfRuns(runs)).toEqual([1, 1, 2, 2]);
    expect(boxOfRuns(runsOfBitmap(new Uint8Array(12), 3, 4))).toEqual([0, 0, 0, 0]);
  });

  it('merge and compare as the pixels do', () => {
    const pairs = bitmaps.chain((first) =>
      fc.record({
        ...{ first: fc.constant(first) },
        second: fc.uint8Array({ minLength: first.bitmap.length, maxLength: first.bitmap.length, max: 1 }),
      }),
    );
    fc.assert(
      fc.property(pairs, ({ first: { bitmap, height, width }, second }) => {
        const masks = [bitmap, second].map((pixels) => runsOfBitmap(pixels, height, width));
        const both = bitmap.map((pixel, i) => pixel & second[i]);
        const either = bitmap.map((pixel, i) => pixel | second[i]);
        expect(bitmapOfRuns(mergeRuns(masks, 'intersection'))).toEqual(both);
        expect(bitmapOfRuns(mergeRuns(masks, 'union'))).toEqual(either);
        const [shared, all] = [both, either].map((pixels) => pixels.reduce((sum, pixel) => sum + pixel, 0));
        const area = areaOfRuns(masks[0]);
        const measured = masks.map(measureRuns);
        expect(runsIou(measured[0], measured[1], false)).toBe(shared === 0 ? 0 : shared / all);
        expect(runsIou(measured[0], measured[1], true)).toBe(shared === 0 ? 0 : shared / area);
      }),
    );
  });

  it('say what is wrong', () => {
    const small = runsOfBitmap([1], 1, 1);
    expect(() => mergeRuns([small, runsOfBitmap([1, 1], 1, 2)], 'union')).toThrow(ShapeError);
    expect(() => bitmapOfRuns({ height: 1, width: 1, counts: Uint32Array.of(0, 2) })).toThrow(
      'The runs of a mask cover more than its 1 x 1 = 1 pixels.',
    );
    expect(() => decompressCounts('5\n')).toThrow(DataError);
    expect(() => runsOfSegmentation('mask' as never, 1, 1)).toThrow(DataError);
  });
});

describe('runsOfSegmentation', () => {
  it('takes every form that COCO files have', () => {
    const square = [[1, 1, 1, 3, 3, 3, 3, 1]]; // pixels 1 and 2 of rows 1 and 2
    const pixels = [0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0];
    expect([...bitmapOfRuns(runsOfSegmentation(square, 4, 4))]).toEqual(pixels);
    expect([...bitmapOfRuns(runsOfSegmentation([[1, 1, 2, 2]], 4, 4))]).toEqual(pixels); // four numbers are a box
    const counts = [5, 2, 2, 2, 5];
    expect([...bitmapOfRuns(runsOfSegmentation({ size: [4, 4], counts }, 0, 0))]).toEqual(pixels);
    const text = compressCounts(Uint32Array.from(counts));
    expect([...bitmapOfRuns(runsOfSegmentation({ size: [4, 4], counts: text }, 0, 0))]).toEqual(pixels);
  });

  it('is empty without polygons and clips what lies outside', () => {
    expect(areaOfRuns(runsOfSegmentation([], 4, 4))).toBe(0);
    expect(areaOfRuns(runsOfPolygon([-10, -10, -10, 20, 20, 20, 20, -10], 4, 4))).toBe(16);
  });
});
