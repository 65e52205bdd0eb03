/**
 * @module The contract of attentions with a residual connection. Dims: B images, N queries, M keys, C channels. Rows
 * have the published layout: `[N, B, C]`, or `[B, N, C]` with batch_first.
 */
import type { Tensor2D, Tensor3D } from '../../engine/index.js';
import type { Module } from '../../nn/index.js';

export interface AttentionCall {
  /** `[N, B, C]`. */
  readonly query: Tensor3D;
  /** `[M, B, C]`; default: the query. */
  readonly key?: Tensor3D;
  /** `[M, B, C]`; default: the key. */
  readonly value?: Tensor3D;
  /** Input of the residual connection; default: the query. */
  readonly identity?: Tensor3D;
  /** `[N, B, C]`, added to the query. */
  readonly queryPos?: Tensor3D;
  /** `[M, B, C]`, added to the key; default: `queryPos`, if it has the shape of the key. */
  readonly keyPos?: Tensor3D;
  /** `[N, M]`, added to the scores of all images. */
  readonly attentionMask?: Tensor2D;
  /** `[B, M]`, added to the scores of all queries: `-Infinity` for keys that are padding, else 0. */
  readonly keyMask?: Tensor2D;
}

export interface Attention extends Module {
  readonly channels: number;
  /** @returns `[N, B, C]`, with the residual connection. */
  forward(call: AttentionCall): Tensor3D;
}

declare module '../../core/registry.js' {
  interface Slots {
    attention: Attention;
  }
}
