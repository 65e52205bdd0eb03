/**
 * @module Sources of RoI features in a cascade: the pyramid, and semantic features if there is a semantic head; Hybrid
 * Task Cascade, https://arxiv.org/abs/1901.07518, section 3.3. Dims: B images, R RoIs, L levels.
 */
import { ConfigError, DataError } from '../../../core/index.js';
import type { Tensor4D } from '../../../engine/index.js';
import { adaptiveAvgPool2d } from '../../../nn/index.js';
import type { SemanticMap } from '../../../structures/index.js';
import type { SemanticHead } from '../mask-heads/semantic-head.js';
import type { RoiExtractor } from '../roi-extractors/roi-extractor.js';

export type Branch = 'bbox' | 'mask';

export interface SemanticBranch {
  readonly head: SemanticHead;
  readonly extractor: RoiExtractor;
  /** Branches to whose RoI features the semantic features are added. */
  readonly fusesInto: ReadonlySet<Branch>;
}

/** Features for the heads of a cascade. */
export interface CascadeFeatures {
  /** L of `[B, H, W, C]`. */
  readonly maps: readonly Tensor4D[];
  /** Extracts the semantic features of RoIs, `[R, h, w, C]`; absent without a semantic branch. */
  readonly readSemantic?: (rois: Float32Array, branch: Branch) => Tensor4D | undefined;
}

/**
 * With several views mmdetection adds them to the masks regardless of `semantic_fusion`; here they are added as in
 * training.
 *
 * @param features of the semantic head, `[B, h, w, C]`.
 */
export function fusedFeatures(
  maps: readonly Tensor4D[],
  { extractor, fusesInto }: SemanticBranch,
  features: Tensor4D,
): CascadeFeatures {
  return {
    maps,
    readSemantic: (rois, branch) => (fusesInto.has(branch) ? extractor.forward([features], rois) : undefined),
  };
}

/** @param rois `[R, 5]`. @returns `[R, h, w, C]`, including semantic features. */
export function readRois(
  { maps, readSemantic }: CascadeFeatures,
  extractor: RoiExtractor,
  rois: Float32Array,
  branch: Branch,
): Tensor4D {
  const roiFeatures = extractor.forward(maps.slice(0, extractor.numInputs), rois);
  const semantic = readSemantic?.(rois, branch);
  if (semantic === undefined) return roiFeatures;
  const [, height, width, channels] = roiFeatures.shape;
  if (semantic.shape[3] !== channels) {
    throw new ConfigError(
      `semantic_head.conv_out_channels: expected ${channels}, the channels of the RoI features that they are added to, but got ${semantic.shape[3]}.`,
    );
  }
  const isSame = semantic.shape[1] === height && semantic.shape[2] === width;
  return roiFeatures.add(isSame ? semantic : adaptiveAvgPool2d(semantic, [height, width]));
}

/** @throws {DataError} if an image has no semantic map. */
export function semanticMapsOf(groundTruths: readonly { readonly semantic?: SemanticMap }[]): SemanticMap[] {
  return groundTruths.map(({ semantic }, image) => {
    if (semantic !== undefined) return semantic;
    throw new DataError(
      `Image ${image} of the batch has no gt_semantic_seg to train with: load it with LoadAnnotations (with_seg), ` +
        'scale it with SegRescale, and add it to the keys of Collect.',
    );
  });
}
