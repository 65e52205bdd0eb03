/** @module The part of a detector before its heads. Dims: B images, H, W, C. */
import { type Tensor4D, tidy } from '../../engine/index.js';
import type { Backbone } from '../backbones/backbone.js';
import type { Neck } from '../necks/neck.js';
import { withoutGradient } from '../without-gradient.js';

/**
 * @param images `[B, H, W, C]`.
 * @param trainsBackbone whether gradients reach the backbone, frozen or not.
 * @returns the maps of all levels; but for dropout a pure function of the images and weights.
 */
export function extractFeatures(
  { backbone, neck }: { readonly backbone: Backbone; readonly neck?: Neck },
  images: Tensor4D,
  trainsBackbone = true,
): Tensor4D[] {
  return tidy(() => {
    const maps = trainsBackbone ? backbone.forward(images) : withoutGradient(() => backbone.forward(images));
    return neck === undefined ? maps : neck.forward(maps);
  });
}
