import fc from 'fast-check';
import { DataError } from '../../../aligndet/core/index.js';
import { linearSumAssignment } from '../../../aligndet/models/index.js';

const assign = (costs: readonly (readonly number[])[]) =>
  linearSumAssignment(costs.flat(), costs.length, costs[0]?.length ?? 0);

/** The least total of all assignments, by trying each. */
function minCost(costs: readonly (readonly number[])[]): number {
  const [rows, columns] = [costs.length, costs[0].length];
  if (rows > columns) return minCost(costs[0].map((_, column) => costs.map((row) => row[column])));
  const from = (row: number, taken: ReadonlySet<number>): number => {
    if (row === rows) return 0;
    const left = costs[row].map((_, column) => column).filter((column) => !taken.has(column));
    return Math.min(...left.map((column) => costs[row][column] + from(row + 1, new Set([...taken, column]))));
  };
  return from(0, new Set());
}

const matrices = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(fc.integer({ min: -3, max: 6 }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

describe('linearSumAssignment', () => {
  it('costs as little as the best of all assignments, and gives nothing twice', () => {
    fc.assert(
      fc.property(matrices, (costs) => {
        const { rows, columns } = assign(costs);
        const total = [...rows].reduce((sum, row, i) => sum + costs[row][columns[i]], 0);
        expect(total).toBe(minCost(costs));
        expect(rows.length).toBe(Math.min(costs.length, costs[0].length));
        expect(new Set(columns).size).toBe(columns.length);
        expect([...rows]).toEqual([...new Set(rows)].sort((a, b) => a - b));
      }),
    );
  });

  // scipy.optimize.linear_sum_assignment of scipy 1.11.4; of 3000 such matrices all come out the same.
  it.each([
    [
      [
        [1, 0, 1],
        [1, 2, 2],
      ],
      [0, 1],
      [1, 0],
    ],
    [
      [
        [-1, -3, -1],
        [-1, -3, -1],
      ],
      [0, 1],
      [1, 0],
    ],
    [
      [
        [1, 2, 0, 0],
        [0, 0, 1, 2],
        [1, 1, 2, 2],
        [2, 1, 0, 1],
      ],
      [0, 1, 2, 3],
      [3, 0, 1, 2],
    ],
    [
      [
        [1, 0, 1, 1, 1],
        [1, 0, 1, 1, 1],
        [1, 0, 1, 1, 1],
        [1, 1, 0, 0, 0],
        [1, 0, 1, 1, 1],
      ],
      [0, 1, 2, 3, 4],
      [1, 0, 2, 3, 4],
    ],
    [
      [
        [1, 0, 2, 1],
        [1, 1, 1, 1],
        [1, 0, 2, 0],
      ],
      [0, 1, 2],
      [1, 0, 3],
    ],
  ])('takes of equally good assignments the one that scipy takes: %j', (costs, rows, columns) => {
    const matching = assign(costs);
    expect([...matching.rows]).toEqual(rows);
    expect([...matching.columns]).toEqual(columns);
  });

  it('matches nothing with nothing', () => {
    expect(linearSumAssignment([], 0, 3).rows.length).toBe(0);
    expect(linearSumAssignment([], 3, 0).rows.length).toBe(0);
  });

  it('goes around what must not be', () => {
    const { columns } = assign([
      [1, Number.POSITIVE_INFINITY],
      [0, 5],
    ]);
    expect([...columns]).toEqual([0, 1]);
  });

  it.each([Number.NaN, -Infinity])('refuses a cost of %d', (cost) => {
    const call = () =>
      assign([
        [1, 2],
        [3, cost],
      ]);
    expect(call).toThrow(DataError);
    expect(call).toThrow(`The cost of matching 1 with 1 is ${cost}`);
  });

  it('says when nothing can be assigned', () => {
    const call = () => assign([[Number.POSITIVE_INFINITY]]);
    expect(call).toThrow(DataError);
    expect(call).toThrow('Every assignment costs Infinity');
  });
});
