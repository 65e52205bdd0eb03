/**
 * @module The matrices of Winograd's minimal filtering F(4 x 4, 3 x 3): Lavin and Gray 2016,
 * https://arxiv.org/abs/1509.09308, section 4.3.
 *
 * A tile of 4 x 4 results is `A^T [(G g G^T) * (B^T d B)] A`, with a filter `g` of 3 x 3 and an input `d` of 6 x 6:
 * 36
 * products instead of 144. The matrices come from interpolation at five points and infinity; these points, rather
 * than the
 * paper's 0, 1, -1, 2, -2, keep the values small: the error is 2e-6 of the largest result instead of 1e-5.
 */
const POINTS = [0, 5 / 8, -5 / 8, 3 / 2, -3 / 2];

/** Outputs, taps and inputs along one axis. */
export const OUTPUTS = 4;
export const TAPS = 3;
export const INPUTS = OUTPUTS + TAPS - 1;

type Matrix = readonly (readonly number[])[];

const inputs = lagrangeNumerators(); // B^T [6, 6]
const filters = filterValues(); // G [6, 3]
const outputs = pointPowers(OUTPUTS); // A^T [4, 6]

/** `B^T` on both sides of a flattened tile: `[36, 36]`. */
export const inputTransform = onBothSides(inputs);
/** `G` on both sides of a filter: `[36, 9]`. */
export const filterTransform = onBothSides(filters);
/** `G` on both sides of a filter rotated by 180 degrees, for the gradient of the input: `[36, 9]`. */
export const turnedFilterTransform = onBothSides(filters.map((row) => row.toReversed()));
/** `A^T` on both sides: `[16, 36]`. */
export const outputTransform = onBothSides(outputs);

/** Row i: the i-th powers of the points, and infinity's 1 in the last row. */
function pointPowers(rows: number): Matrix {
  return Array.from({ length: rows }, (_, i) => [
    ...POINTS.map((point) => point ** i),
    i === rows - 1 ? 1 : 0,
  ]);
}

/** Coefficients of the product of `(x - other)` over the other points; in the last row, over all of them. */
function lagrangeNumerators(): Matrix {
  const product = (roots: readonly number[]) => {
    let coefficients = [1];
    for (const root of roots) {
      coefficients = [0, ...coefficients].map((above, i) => above - root * (coefficients[i] ?? 0));
    }
    return Array.from({ length: INPUTS }, (_, i) => coefficients[i] ?? 0);
  };
  return [...POINTS.map((_, at) => product(POINTS.filter((_, i) => i !== at))), product(POINTS)];
}

/** Values of the filter's polynomial at the points, divided by the denominators of Lagrange's formula. */
function filterValues(): Matrix {
  const atInfinity = Array.from({ length: TAPS }, (_, i) => (i === TAPS - 1 ? 1 : 0));
  const rows = POINTS.map((point, at) => {
    const differences = POINTS.flatMap((other, i) => (i === at ? [] : [point - other]));
    const denominator = differences.reduce((a, b) => a * b, 1);
    return atInfinity.map((_, power) => point ** power / denominator);
  });
  return [...rows, atInfinity];
}

/** Kronecker product of a matrix with itself. */
function onBothSides(matrix: Matrix): Matrix {
  return matrix.flatMap((a) => matrix.map((b) => a.flatMap((x) => b.map((y) => x * y))));
}
