/**
 * @module Memory layout of a parameter and its published PyTorch layout. Weights are converted only on loading and
 * saving, never in training.
 */

/** Published tensor -> reshaped to `split` -> axes permuted by `order` -> reshaped to `memory`. */
export interface Layout {
  split(published: readonly number[]): number[];
  readonly order: readonly number[];
  memory(published: readonly number[]): number[];
}

/** Vectors, scalars and everything without a preferred layout. */
export const asPublished: Layout = {
  split: (published) => [...published],
  order: [],
  memory: (published) => [...published],
};

/** Convolution `[out, in, kh, kw]` to `[kh, kw, in, out]`; transposed convolution `[in, out, kh, kw]` to `[kh, kw, out, in]`. */
export const convLayout: Layout = {
  split: (published) => [...published],
  order: [2, 3, 1, 0],
  memory: ([a, b, kh, kw]) => [kh, kw, b, a],
};

/** Map `[B, C, H, W]` to `[B, H, W, C]`. */
export const mapLayout: Layout = {
  split: (published) => [...published],
  order: [0, 2, 3, 1],
  memory: ([b, c, h, w]) => [b, h, w, c],
};

/** Linear `[out, in]` to `[in, out]`. */
export const linearLayout: Layout = {
  split: (published) => [...published],
  order: [1, 0],
  memory: ([out, inputs]) => [inputs, out],
};

/**
 * A linear layer after a flattened feature map: PyTorch flattens `[C, H, W]`, here `[H, W, C]` is flattened. `[out, C *
 * H * W]` becomes `[H * W * C, out]`.
 */
export function flattenedLinearLayout(channels: number, height: number, width: number): Layout {
  return {
    split: ([out]) => [out, channels, height, width],
    order: [2, 3, 1, 0],
    memory: ([out]) => [height * width * channels, out],
  };
}

/** The inverse permutation of `order`. */
export function inverseOrder(order: readonly number[]): number[] {
  const inverse = new Array<number>(order.length);
  order.forEach((axis, position) => {
    inverse[axis] = position;
  });
  return inverse;
}
