import fc from 'fast-check';
import { bilinearRows } from '../../../aligndet/datasets/index.js';
import { mirroredRows, normalizedRows } from '../../../aligndet/datasets/kernels/row-sources.js';

/** OpenCV's scheme number by number: 11-bit weights, a row's sums without their last four bits, halves up. */
function resized(
  source: Uint8Array,
  [height, width, channels]: readonly number[],
  [newHeight, newWidth]: readonly number[],
) {
  const sourceOf = (i: number, size: number, newSize: number) => {
    const position = Math.fround((i + 0.5) * (1 / (newSize / size)) - 0.5);
    const index = Math.floor(position);
    const fraction = Math.fround(position - index);
    return { index, weights: [Math.round(Math.fround(1 - fraction) * 2048), Math.round(fraction * 2048)] };
  };
  const inside = (index: number, size: number) => Math.min(Math.max(index, 0), size - 1);
  const result: number[] = [];
  for (let y = 0; y < newHeight; y++) {
    const row = sourceOf(y, height, newHeight);
    for (let x = 0; x < newWidth; x++) {
      const column = sourceOf(x, width, newWidth);
      if (column.index < 0 || column.index >= width - 1) column.weights = [2048, 0];
      for (let c = 0; c < channels; c++) {
        const along = (index: number) => {
          const at = (i: number) => source[(inside(index, height) * width + inside(i, width)) * channels + c];
          return (at(column.index) * column.weights[0] + at(column.index + 1) * column.weights[1]) >> 4;
        };
        const above = (along(row.index) * row.weights[0]) >> 16;
        const below = (along(row.index + 1) * row.weights[1]) >> 16;
        result.push((above + below + 2) >> 2);
      }
    }
  }
  return result;
}

const edge = fc.integer({ min: 1, max: 40 });
const image = (channels: number) =>
  fc.tuple(edge, edge).chain(([height, width]) => {
    const size = height * width * channels;
    return fc.record({
      shape: fc.constant([height, width, channels]),
      data: fc.uint8Array({ minLength: size, maxLength: size }),
      target: fc
        .tuple(edge, edge)
        .filter(([newHeight, newWidth]) => height !== 2 * newHeight || width !== 2 * newWidth),
    });
  });
type Image = { shape: readonly number[]; data: Uint8Array; target: readonly [number, number] };

const rowsOf = ({ shape: [height, width, channels], data, target }: Image) =>
  bilinearRows(data, height, width, channels, ...target);

function write(rows: ReturnType<typeof bilinearRows>, target: Uint8Array | Float32Array): number[] {
  for (let y = 0; y < rows.height; y++) rows.writeRow(y, target, y * rows.width * rows.channels);
  return [...target];
}

describe('bilinearRows', () => {
  it.each([1, 2, 3, 4])('is the scheme of OpenCV for %i channels', (channels) => {
    fc.assert(
      fc.property(image(channels), (any) => {
        const rows = rowsOf(any);
        const bytes = new Uint8Array(rows.height * rows.width * channels);
        expect(write(rows, bytes)).toEqual(resized(any.data, any.shape, any.target));
      }),
      { numRuns: 60 },
    );
  });

  it('goes through tables, from either side, in either order of the channels', () => {
    const [mean, std] = [Float32Array.of(10.5, 20, 99.25), Float32Array.of(2, 0.3, 57.12)];
    fc.assert(
      fc.property(image(3), fc.boolean(), fc.boolean(), (any, swaps, isMirrored) => {
        const plain = rowsOf(any);
        const rows = normalizedRows(isMirrored ? mirroredRows(plain, 'horizontal') : plain, mean, std, swaps);
        const floats = write(rows, new Float32Array(rows.height * rows.width * 3));
        const levels = resized(any.data, any.shape, any.target);
        const { width } = rows;
        const expected = floats.map((_, i) => {
          const [y, x, c] = [Math.floor(i / 3 / width), Math.floor(i / 3) % width, i % 3];
          const from = isMirrored ? width - 1 - x : x;
          const level = levels[(y * width + from) * 3 + (swaps ? 2 - c : c)];
          return Math.fround(Math.fround(level - mean[c]) * (1 / std[c]));
        });
        expect(floats).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps images apart whose rows are asked for in turn, and rows in any order', () => {
    fc.assert(
      fc.property(image(3), image(3), fc.nat(), (one, other, seed) => {
        const images = [one, other].map((any) => ({ any, rows: rowsOf(any), expected: [] as number[] }));
        for (const entry of images)
          entry.expected = resized(entry.any.data, entry.any.shape, entry.any.target);
        for (let step = 0; step < 20; step++) {
          const { rows, expected } = images[step % 2];
          const y = (step * 7 + seed) % rows.height;
          const row = new Uint8Array(rows.width * 3);
          rows.writeRow(y, row, 0);
          expect([...row]).toEqual(expected.slice(y * row.length, (y + 1) * row.length));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('leaves alone what lies beside the row that it writes', () => {
    const rows = bilinearRows(Uint8Array.of(1, 2, 3, 4, 5, 6), 1, 2, 3, 1, 5);
    const target = new Uint8Array(25).fill(9);
    rows.writeRow(0, target, 5);
    expect([...target.slice(0, 5), ...target.slice(20)]).toEqual(Array(10).fill(9));
  });
});
