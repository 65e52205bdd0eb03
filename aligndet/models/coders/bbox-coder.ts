/** @module The contract of box coders: how a prior and a few regressed numbers stand for a box. Dims: N priors, K classes. */
import type { Tensor2D } from '../../engine/index.js';

/** Height and width that decoded boxes are clipped to; more entries (channels) are ignored. */
export type MaxShape = readonly number[] | undefined;

export interface BBoxCoder {
  /**
   * What a network is to regress.
   *
   * @param priors `[N, 4]` boxes, or `[N, 2]` points, as the coder takes.
   * @param boxes `[N, 4]` truths of the priors.
   * @returns `[N, 4]`.
   */
  encode(priors: Float32Array, boxes: Float32Array): Float32Array;
  /**
   * Boxes that a network means.
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
