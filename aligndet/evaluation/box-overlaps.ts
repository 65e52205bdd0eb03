/** @module IoU of boxes, rounded to float32 after every operation, as in mmdetection's evaluation with numpy. */

const { fround } = Math;

/** Min union, so that two empty boxes have IoU 0. */
const EPSILON = fround(1e-6);

/**
 * @param a N boxes xyxy, `strideA` elements apart.
 * @param b M boxes, `strideB` apart.
 * @param extra 1 includes the last pixel, as in mmdetection 1.x and PASCAL VOC; otherwise 0.
 * @returns `[N, M]` in [0, 1].
 */
export function boxOverlaps(
  a: Float32Array,
  strideA: number,
  b: Float32Array,
  strideB: number,
  extra: 0 | 1,
): Float32Array {
  const [n, m] = [a.length / strideA, b.length / strideB];
  const areas = Float32Array.from({ length: m }, (_, j) => areaAt(b, j * strideB, extra));
  const overlaps = new Float32Array(n * m);
  for (let i = 0, at = 0; i < n; i++) {
    const p = i * strideA;
    const area = areaAt(a, p, extra);
    for (let j = 0; j < m; j++, at++) {
      const q = j * strideB;
      const width = fround(fround(Math.min(a[p + 2], b[q + 2]) - Math.max(a[p], b[q])) + extra);
      const height = fround(fround(Math.min(a[p + 3], b[q + 3]) - Math.max(a[p + 1], b[q + 1])) + extra);
      const shared = fround(Math.max(width, 0) * Math.max(height, 0));
      overlaps[at] = shared / Math.max(fround(fround(area + areas[j]) - shared), EPSILON);
    }
  }
  return overlaps;
}

function areaAt(boxes: Float32Array, at: number, extra: 0 | 1): number {
  const width = fround(fround(boxes[at + 2] - boxes[at]) + extra);
  return fround(width * fround(fround(boxes[at + 3] - boxes[at + 1]) + extra));
}
