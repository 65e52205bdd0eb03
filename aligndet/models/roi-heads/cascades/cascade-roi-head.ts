/**
 * @module Second stages in sequence, each refining the boxes of the previous one: Cascade R-CNN,
 * https://arxiv.org/abs/1712.00726, and Hybrid Task Cascade, https://arxiv.org/abs/1901.07518, with additional
 * information flow. Dims: B images, L levels.
 */
import type { RandomSource } from '../../../core/index.js';
import { type Tensor4D, tidy } from '../../../engine/index.js';
import { Module, ModuleList, PlainModuleList } from '../../../nn/index.js';
import type { Detections, DetectOptions, ImageMeta, Losses } from '../../../structures/index.js';
import { detectInViews, detectRois } from '../roi-detections.js';
import type { InstanceGroundTruth, RoiHead } from '../roi-head.js';
import { cascadeLosses } from './cascade-losses.js';
import type { CascadeModules } from './cascade-modules.js';
import { cascadeReader } from './cascade-reader.js';
import { type CascadeFeatures, fusedFeatures } from './semantic-branch.js';

export class CascadeRoiHead extends Module implements RoiHead {
  readonly #modules: CascadeModules;

  constructor(modules: CascadeModules) {
    super(modules.initCfg);
    this.#modules = modules;
    const { stages, hybrid } = modules;
    const maskHeads = stages.flatMap(({ maskHead }) => maskHead ?? []);
    this.child('bbox_head', new ModuleList(stages.map(({ bboxHead }) => bboxHead)));
    if (maskHeads.length > 0) this.child('mask_head', new PlainModuleList(maskHeads));
    if (hybrid?.semantic !== undefined) this.child('semantic_head', hybrid.semantic.head);
  }

  losses(
    features: readonly Tensor4D[],
    proposals: readonly Float32Array[],
    groundTruths: readonly InstanceGroundTruth[],
    metas: readonly ImageMeta[],
    random: RandomSource,
  ): Losses {
    return cascadeLosses(this.#modules, features, proposals, groundTruths, metas, random);
  }

  detect(
    features: readonly Tensor4D[],
    proposals: readonly Float32Array[],
    metas: readonly ImageMeta[],
    options: DetectOptions,
  ): Detections[] {
    let found: Detections[] = [];
    tidy(() => {
      found = detectRois(cascadeReader(this.#modules), this.#fused(features), proposals, metas, options);
    });
    return found;
  }

  detectInViews(
    views: readonly (readonly Tensor4D[])[],
    proposals: Float32Array,
    metas: readonly ImageMeta[],
    options: DetectOptions,
  ): Detections {
    let found: Detections | undefined;
    tidy(() => {
      const features = views.map((maps) => this.#fused(maps));
      found = detectInViews(cascadeReader(this.#modules), features, proposals, metas, options);
    });
    return found as Detections;
  }

  #fused(maps: readonly Tensor4D[]): CascadeFeatures {
    const semantic = this.#modules.hybrid?.semantic;
    return semantic === undefined
      ? { maps }
      : fusedFeatures(maps, semantic, semantic.head.forward(maps).features);
  }
}
