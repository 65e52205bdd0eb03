/**
 * @module The contract of positional encodings: position information for a transformer. Dims: B images, H, W of a map.
 */
import type { Tensor4D } from '../../engine/index.js';
import type { Module } from '../../nn/index.js';

/** Padding positions of a batch of maps. */
export interface PaddingMask {
  /** `[B, H, W]`: 1 for padding, else 0. */
  readonly data: Uint8Array;
  readonly shape: readonly [batch: number, height: number, width: number];
}

export interface PositionalEncoding extends Module {
  /** Channels of an encoding. */
  readonly channels: number;
  /** @returns `[B, H, W, channels]`. */
  forward(padding: PaddingMask): Tensor4D;
}

declare module '../../core/registry.js' {
  interface Slots {
    positional_encoding: PositionalEncoding;
  }
}
