/** @module The contract of necks: they mix the maps of a backbone. */
import type { Tensor4D } from '../../engine/index.js';
import type { Module } from '../../nn/index.js';

export interface Neck extends Module {
  /** @param maps `[B, H, W, C]` each, finest first. @returns maps of one width. */
  forward(maps: readonly Tensor4D[]): Tensor4D[];
}

declare module '../../core/registry.js' {
  interface Slots {
    neck: Neck;
  }
}
