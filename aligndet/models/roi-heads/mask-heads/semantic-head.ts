/**
 * @module The contract of semantic heads: per-pixel classification. Dims: B images, h, w of a map, K classes, C
 * channels.
 */
import type { Tensor, Tensor4D } from '../../../engine/index.js';
import type { Module } from '../../../nn/index.js';
import type { SemanticMap } from '../../../structures/index.js';

export interface SemanticOutputs {
  /** `[B, h, w, K]`. */
  readonly logits: Tensor4D;
  /** `[B, h, w, C]`: features for other heads. */
  readonly features: Tensor4D;
}

export interface SemanticHead extends Module {
  /** @param features L of `[B, H, W, C]`. */
  forward(features: readonly Tensor4D[]): SemanticOutputs;
  /** @param groundTruths per image, of the size of the logits. */
  loss(logits: Tensor4D, groundTruths: readonly SemanticMap[]): Tensor;
}

declare module '../../../core/registry.js' {
  interface Slots {
    semantic_head: SemanticHead;
  }
}
