/**
 * @module Attention within windows. Dims: G windows of all images, W windows per image, N positions, H heads of D
 * channels.
 */
import { type Tensor, type Tensor3D, type Tensor4D, tidy, unstack } from '../../../engine/index.js';
import { attention } from '../../../nn/index.js';

export interface WindowAttentionInputs {
  /** `[G, N, 3 * H * D]`: queries, keys and values. */
  readonly qkv: Tensor3D;
  /** `[H, N, N]`, added to the scores of every window. */
  readonly bias: Tensor3D;
  /** `[W, N, N]`, added to the scores of every head; windows of an image follow each other. No gradient. */
  readonly mask?: Tensor3D;
  /** `[G, H, N, N]`, multiplied with the weights (dropout); no gradient. */
  readonly dropout?: Tensor;
}

/** @param scale factor of the queries. @returns `[G, N, H * D]`. */
export function attend({ qkv, bias, mask, dropout }: WindowAttentionInputs, scale: number): Tensor3D {
  return tidy(() => {
    const [groups, tokens, width] = qkv.shape;
    const [heads] = bias.shape;
    const split = qkv.reshape([groups, tokens, 3, heads, width / 3 / heads]).transpose([2, 0, 3, 1, 4]);
    const [queries, keys, values] = unstack(split) as Tensor4D[]; // [G, H, N, D] each
    const output = attention(
      { queries, keys, values, bias, mask: mask?.expandDims<Tensor4D>(1), dropout },
      scale,
    );
    return output.transpose([0, 2, 1, 3]).reshape([groups, tokens, width / 3]);
  });
}
