import { proposalOptionsSchema } from '../../../aligndet/datasets/proposals/options.js';
import { selectProposals } from '../../../aligndet/datasets/proposals/select.js';
import type { Candidates } from '../../../aligndet/datasets/proposals/selective-search.js';

/** Rows `[x1, y1, x2, y2, hierarchy]`, ranked in their order. */
function candidates(rows: readonly (readonly number[])[]): Candidates {
  return {
    boxes: Float32Array.from(rows.flatMap((row) => row.slice(0, 4))),
    hierarchy: Uint8Array.from(rows, (row) => row[4]),
    rank: Float64Array.from(rows, (_, i) => i),
  };
}

const options = proposalOptionsSchema.parse({});
const area = 200 * 100;

describe('selectProposals', () => {
  it('drops what is too small, too long or too large', () => {
    const found = candidates([
      [0, 0, 31, 40, 0], // 31 pixels wide
      [0, 0, 100, 33, 0], // ratio 100 / 33 > 3
      [0, 0, 99, 33, 0], // ratio 3: stays
      [0, 0, 130, 100, 0], // sqrt(13000 / 20000) = 0.806
      [70, 0, 198, 100, 0], // sqrt(12800 / 20000) = 0.8: stays
    ]);
    expect([...selectProposals(found, area, options)]).toEqual([0, 0, 99, 33, 70, 0, 198, 100]);
  });

  it('puts boxes first that several hierarchies know', () => {
    const found = candidates([
      [0, 0, 40, 40, 0],
      [100, 0, 140, 40, 0],
      [101, 0, 141, 40, 1],
    ]);
    expect([...selectProposals(found, area, options)]).toEqual([100, 0, 140, 40, 0, 0, 40, 40]);
  });

  it('counts a hierarchy once, however many like boxes it has', () => {
    const found = candidates([
      [0, 0, 40, 40, 0],
      [0, 0, 40, 41, 0],
      [0, 0, 40, 42, 0],
      [100, 0, 140, 40, 0],
      [100, 0, 140, 40, 1],
    ]);
    expect([...selectProposals(found, area, options).subarray(0, 4)]).toEqual([100, 0, 140, 40]);
  });

  it('drops boxes that overlap a better one by more than the IoU, and cuts to the best', () => {
    const found = candidates([
      [0, 0, 60, 40, 0],
      [20, 0, 80, 40, 0], // IoU 40 / 80 = 0.5: stays
      [10, 0, 70, 40, 0], // IoU 50 / 70 with both: 0.71 counts as known by the same hierarchy only
      [0, 60, 40, 100, 0],
    ]);
    expect(selectProposals(found, area, options).length / 4).toBe(3);
    expect(selectProposals(found, area, { ...options, maxPerImage: 2 }).length / 4).toBe(2);
    expect(selectProposals(found, area, { ...options, nmsIou: 1 }).length / 4).toBe(4);
  });

  it('gives up the bounds on size, then on ratio, rather than the image', () => {
    const large = candidates([[0, 0, 200, 100, 0]]);
    expect([...selectProposals(large, area, options)]).toEqual([0, 0, 200, 100]);
    const long = candidates([[0, 0, 200, 40, 0]]);
    expect([...selectProposals(long, area, options)]).toEqual([0, 0, 200, 40]);
    const small = candidates([[0, 0, 20, 20, 0]]);
    expect(selectProposals(small, area, options)).toHaveLength(0);
  });

  it('takes no candidates', () => {
    expect(selectProposals(candidates([]), area, options)).toHaveLength(0);
  });
});
