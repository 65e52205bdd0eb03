/** @module The contract of box coders: encoding of boxes relative to priors. Dims: N priors, K classes. */
import type { Tensor2D } from '../../engine/index.js';

/** Height and width that decoded boxes are clipped to; more entries (channels) are ignored. */
export type MaxShape = readonly number[] | undefined;

export interface BBoxCoder {
  /**
   * Regression targets.
   *
   * @param priors `[N, 4]` boxes, or `[N, 2]` points, depending on the coder.
   * @param boxes `[N, 4]` ground truths of the priors.
   * @returns `[N, 4]`.
   */
  encode(priors: Float32Array, boxes: Float32Array): Float32Array;
  /**
   * Decodes predictions to boxes.
   *
   * @param codes `[N, 4 * K]`.
   * @returns `[N, 4 * K]`.
   */
  decode(priors: Float32Array, codes: Float32Array, maxShape?: MaxShape): Float32Array;
  /** As {@link decode}, with gradients. */
  decodeTensor(priors: Tensor2D, codes: Tensor2D, maxShape?: MaxShape): Tensor2D;
}

declare module '../../core/registry.js' {
  interface Slots {
    bbox_coder: BBoxCoder;
  }
}
