/**
 * @module Boxes as center and size (cx, cy, w, h), as in DETR, with float32 rounding at each step as in PyTorch.
 * Dims: N boxes `[N, 4]`.
 */
const { fround } = Math;

/** cx, cy, w, h to x1, y1, x2, y2. */
export function cxcywhToXyxy(boxes: Float32Array): Float32Array {
  const corners = new Float32Array(boxes.length);
  for (let at = 0; at < boxes.length; at += 4) {
    for (let axis = 0; axis < 2; axis++) {
      const [center, half] = [boxes[at + axis], fround(boxes[at + axis + 2] / 2)];
      corners[at + axis] = center - half;
      corners[at + axis + 2] = center + half;
    }
  }
  return corners;
}

/** x1, y1, x2, y2 to cx, cy, w, h. */
export function xyxyToCxcywh(boxes: Float32Array): Float32Array {
  const centers = new Float32Array(boxes.length);
  for (let at = 0; at < boxes.length; at += 4) {
    for (let axis = 0; axis < 2; axis++) {
      const [low, high] = [boxes[at + axis], boxes[at + axis + 2]];
      centers[at + axis] = fround(low + high) / 2;
      centers[at + axis + 2] = high - low;
    }
  }
  return centers;
}
