/** @module The part of a detector before its heads. Dims: B images, H, W, C. */
import { type Tensor4D, tidy } from '../../engine/index.js';
import type { Backbone } from '../backbones/backbone.js';
import type { Neck } from '../necks/neck.js';

/** @param images `[B, H, W, C]`. @returns the maps of all levels; a pure function of the images and weights. */
export function extractFeatures(
  { backbone, neck }: { readonly backbone: Backbone; readonly neck?: Neck },
  images: Tensor4D,
): Tensor4D[] {
  return tidy(() => {
    const maps = backbone.forward(images);
    return neck === undefined ? maps : neck.forward(maps);
  });
}
