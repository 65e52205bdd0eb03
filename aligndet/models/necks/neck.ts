/** @module The contract of necks: they combine the maps of a backbone. */
import type { Tensor4D } from '../../engine/index.js';
import type { Module } from '../../nn/index.js';

export interface Neck extends Module {
  /** @param maps `[B, H, W, C]` each, finest first. @returns maps of equal width. */
  forward(maps: readonly Tensor4D[]): Tensor4D[];
}

/** A neck that returns a pyramid for each backbone of a composite; {@link Neck.forward} returns that of the last. */
export interface CompositeNeck extends Neck {
  /** @param maps of the first backbone, finest first, then those of the next. @returns the maps of each backbone. */
  byBackbone(maps: readonly Tensor4D[]): Tensor4D[][];
  /** @param maps of all backbones. @returns a pyramid for each. */
  pyramids(maps: readonly Tensor4D[]): Tensor4D[][];
}

export function isCompositeNeck(neck: Neck): neck is CompositeNeck {
  return 'pyramids' in neck;
}

declare module '../../core/registry.js' {
  interface Slots {
    neck: Neck;
  }
}
