/**
 * @module The masks of a cascade's stages; in Hybrid Task Cascade each stage uses the features of the previous one,
 * https://arxiv.org/abs/1901.07518, section 3.2. Dims: R RoIs, h, w of a mask, C channels.
 */
import type { Tensor3D, Tensor4D } from '../../../engine/index.js';
import type { MaskHead } from '../mask-heads/mask-head.js';

/** @param heads of the stages up to this one. @param roiFeatures `[R, h, w, C]`. @returns `[R, h, w]` logits of the last. */
export function lastMaskLogits(
  heads: readonly MaskHead[],
  roiFeatures: Tensor4D,
  labels: Int32Array,
  passesFeatures: boolean,
): Tensor3D {
  const last = heads[heads.length - 1];
  if (!passesFeatures) return last.logitsOf(last.features(roiFeatures), labels);
  let features: Tensor4D | undefined;
  for (const head of heads) features = head.features(roiFeatures, features);
  return last.logitsOf(features as Tensor4D, labels);
}

/** @param roiFeatures gives the maps of each stage. @returns the mean over all stages of the probabilities `[R, h, w]`. */
export function meanMasks(
  heads: readonly MaskHead[],
  roiFeatures: (stage: number) => Tensor4D,
  labels: Int32Array,
  passesFeatures: boolean,
): Tensor3D {
  let total: Tensor3D | undefined;
  let features: Tensor4D | undefined;
  heads.forEach((head, stage) => {
    features = head.features(roiFeatures(stage), passesFeatures ? features : undefined);
    const masks = head.logitsOf(features, labels).sigmoid<Tensor3D>();
    total = total?.add(masks) ?? masks;
  });
  return (total as Tensor3D).div(heads.length);
}
