/** @module Backbone and neck of a detector. Dims: B images, H, W, C. */
import { noGrad, type Tensor4D, tidy } from '../../engine/index.js';
import type { Backbone } from '../backbones/backbone.js';
import { isCompositeNeck, type Neck } from '../necks/neck.js';

interface Extractor {
  readonly backbone: Backbone;
  readonly neck?: Neck;
}

/**
 * @param images `[B, H, W, C]`.
 * @param trainsBackbone whether gradients flow to the backbone, frozen or not.
 * @returns the maps of all levels; except for dropout a pure function of the images and weights.
 */
export function extractFeatures(
  { backbone, neck }: Extractor,
  images: Tensor4D,
  trainsBackbone = true,
): Tensor4D[] {
  return tidy(() => {
    const maps = backboneMaps(backbone, images, trainsBackbone);
    return neck === undefined ? maps : neck.forward(maps);
  });
}

/** As {@link extractFeatures}, for training: one pyramid per backbone of a composite; usually there is one. */
export function extractPyramids(
  { backbone, neck }: Extractor,
  images: Tensor4D,
  trainsBackbone = true,
): Tensor4D[][] {
  return tidy(() => {
    const maps = backboneMaps(backbone, images, trainsBackbone);
    if (neck === undefined) return [maps];
    return isCompositeNeck(neck) ? neck.pyramids(maps) : [neck.forward(maps)];
  });
}

function backboneMaps(backbone: Backbone, images: Tensor4D, trainsBackbone: boolean): Tensor4D[] {
  return trainsBackbone ? backbone.forward(images) : noGrad(() => backbone.forward(images));
}
