import { elementOf, GrowingArray } from '../../../aligndet/datasets/annotations/growing-array.js';
import { sharedDoubles } from '../../../aligndet/datasets/annotations/shared-arrays.js';

describe('GrowingArray', () => {
  const filled = (length: number): GrowingArray<Float64Array> => {
    const array = new GrowingArray(sharedDoubles);
    for (let i = 0; i < length; i++) array.push(i / 4);
    return array;
  };

  it.each([0, 1, 65_535, 65_536, 65_537, 200_000])(
    'gives its %i elements as one array, and is empty then',
    (length) => {
      const array = filled(length);
      expect(array).toHaveLength(length);
      const taken = array.take();
      expect(taken).toEqual(Float64Array.from({ length }, (_, i) => i / 4));
      expect(taken.buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(array).toHaveLength(0);
    },
  );

  it('gives rows in another order', () => {
    const rows = Uint32Array.of(30_000, 0, 16_384);
    const flat = [...rows].flatMap((row) => [0, 1, 2, 3].map((k) => (4 * row + k) / 4));
    expect([...filled(140_000).take(rows, 4)]).toEqual(flat);
    expect(filled(8).take(Uint32Array.of())).toHaveLength(0);
  });

  it('gives its pieces', () => {
    const pieces = filled(150_000).takePieces();
    expect([0, 65_535, 65_536, 149_999].map((i) => elementOf(pieces, i))).toEqual(
      [0, 65_535, 65_536, 149_999].map((i) => i / 4),
    );
  });
});
