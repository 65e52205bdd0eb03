/**
 * @module Linear sum assignment with minimal total cost: shortest augmenting paths, Crouse, "On implementing 2D
 * rectangular assignment algorithms", IEEE TAES 52 (2016), algorithm of section IV. Of equally good assignments it
 * returns the one of scipy's `linear_sum_assignment`. Dims: N rows, M columns.
 */
import { DataError } from '../../core/index.js';

export interface Matching {
  /** Ascending; min(N, M) elements. */
  readonly rows: Int32Array;
  /** The column of each. */
  readonly columns: Int32Array;
}

/**
 * @param costs `[N, M]`; `Infinity` for forbidden pairs.
 * @throws {DataError} for a cost that is NaN, or if all assignments cost `Infinity`.
 */
export function linearSumAssignment(costs: ArrayLike<number>, numRows: number, numColumns: number): Matching {
  checkCosts(costs, numColumns);
  if (numRows <= numColumns) {
    const columns = matchRows((row, column) => costs[row * numColumns + column], numRows, numColumns);
    return { rows: Int32Array.from(columns.keys()), columns };
  }
  const rows = matchRows((column, row) => costs[row * numColumns + column], numColumns, numRows);
  const columns = Int32Array.from(rows.keys()).sort((a, b) => rows[a] - rows[b]);
  return { rows: rows.sort(), columns };
}

function checkCosts(costs: ArrayLike<number>, numColumns: number): void {
  for (let i = 0; i < costs.length; i++) {
    if (costs[i] > -Infinity) continue;
    const [row, column] = [Math.floor(i / numColumns), i % numColumns];
    throw new DataError(
      `The cost of matching ${row} with ${column} is ${costs[i]}, which cannot be compared.`,
    );
  }
}

const NONE = -1;

/** Columns by row; there are at most as many rows as columns. */
function matchRows(
  costOf: (row: number, column: number) => number,
  numRows: number,
  numColumns: number,
): Int32Array {
  const columnOf = new Int32Array(numRows).fill(NONE);
  const rowOf = new Int32Array(numColumns).fill(NONE);
  const [rowPrices, columnPrices] = [new Float64Array(numRows), new Float64Array(numColumns)];
  const [distances, cameFrom] = [new Float64Array(numColumns), new Int32Array(numColumns)];
  for (let start = 0; start < numRows; start++) {
    distances.fill(Infinity);
    // Reverse order: of columns with equal cost, the first is then chosen.
    const open = Array.from({ length: numColumns }, (_, i) => numColumns - 1 - i);
    const [seenRows, seenColumns]: [number[], number[]] = [[], []];
    let [row, free, length] = [start, NONE, 0];
    while (free === NONE) {
      seenRows.push(row);
      let [best, lowest] = [NONE, Infinity];
      for (let i = 0; i < open.length; i++) {
        const column = open[i];
        const reached = length + costOf(row, column) - rowPrices[row] - columnPrices[column];
        if (reached < distances[column]) {
          distances[column] = reached;
          cameFrom[column] = row;
        }
        // On a tie a free column ends the path.
        const isBetter =
          distances[column] < lowest || (distances[column] === lowest && rowOf[column] === NONE);
        if (isBetter) [best, lowest] = [i, distances[column]];
      }
      if (lowest === Infinity)
        throw new DataError('Every assignment costs Infinity, so no assignment is possible.');
      length = lowest;
      const column = open[best];
      seenColumns.push(column);
      const last = open.pop() as number;
      if (best < open.length) open[best] = last;
      if (rowOf[column] === NONE) free = column;
      else row = rowOf[column];
    }
    rowPrices[start] += length;
    for (const seen of seenRows) if (seen !== start) rowPrices[seen] += length - distances[columnOf[seen]];
    for (const seen of seenColumns) columnPrices[seen] -= length - distances[seen];
    augment(free, start, cameFrom, rowOf, columnOf);
  }
  return columnOf;
}

/** Augments along the path that ends in the column `end`. */
function augment(
  end: number,
  start: number,
  cameFrom: Int32Array,
  rowOf: Int32Array,
  columnOf: Int32Array,
): void {
  let column = end;
  for (;;) {
    const row = cameFrom[column];
    const before = columnOf[row];
    rowOf[column] = row;
    columnOf[row] = column;
    if (row === start) return;
    column = before;
  }
}
