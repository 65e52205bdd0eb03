/**
 * @module What regions are read from in a cascade: the pyramid, and the classes of all pixels where there is a head for
 * them; Hybrid Task Cascade, https://arxiv.org/abs/1901.07518, section 3.3. Dims: B images, R regions, L levels.
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
  /** Whose regions the semantic features are added to. */
  readonly fusesInto: ReadonlySet<Branch>;
}

/** What the heads of a cascade look at. */
export interface CascadeFeatures {
  /** L of `[B, H, W, C]`. */
  readonly maps: readonly Tensor4D[];
  /** Reads the semantic features of regions, `[R, h, w, C]`; absent without a semantic branch. */
  readonly readSemantic?: (rois: Float32Array, branch: Branch) => Tensor4D | undefined;
}

/**
 * In detection from several views mmdetection adds them to the masks whether or not `semantic_fusion` says so; here they
 * are added as in training.
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

/** @param rois `[R, 5]`. @returns `[R, h, w, C]`, semantic features included. */
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
      `semantic_head.conv_out_channels: is ${semantic.shape[3]}, but regions have ${channels} channels, to which they are added.`,
    );
  }
  const isSame = semantic.shape[1] === height && semantic.shape[2] === width;
  return roiFeatures.add(isSame ? semantic : adaptiveAvgPool2d(semantic, [height, width]));
}

/** @throws {DataError} when an image has no map of classes. */
export function semanticMapsOf(groundTruths: readonly { readonly semantic?: SemanticMap }[]): SemanticMap[] {
  return groundTruths.map(({ semantic }, image) => {
    if (semantic !== undefined) return semantic;
    throw new DataError(
      `Image ${image} of the batch has no gt_semantic_seg to train with: load it with LoadAnnotations (with_seg), ` +
        'scale it with SegRescale, and collect it.',
    );
  });
}
