/** @module The contract of backbones: images in, feature maps of descending resolution out. */
import type { Tensor4D } from '../../engine/index.js';
import type { Module } from '../../nn/index.js';

export interface Backbone extends Module {
  /** @param images `[B, H, W, 3]`, normalized. @returns one `[B, H', W', C]` per output stage. */
  forward(images: Tensor4D): Tensor4D[];
}

declare module '../../core/registry.js' {
  interface Slots {
    backbone: Backbone;
  }
}
