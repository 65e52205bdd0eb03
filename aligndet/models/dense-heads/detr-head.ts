/**
 * @module DETR's head, https://arxiv.org/abs/2005.12872, section 3.2: queries attend to a map through a transformer,
 * and each predicts one object or none. Dims: B images, H, W of the map, C channels of a query, L decoder layers, Q
 * queries, K classes.
 */
import { z } from 'zod';
import { ConfigError, defineComponent, slot } from '../../core/index.js';
import { relu, type Tensor2D, type Tensor4D, tidy } from '../../engine/index.js';
import { Conv2d, Embedding, type InitContext, Linear, Module } from '../../nn/index.js';
import type { DetectOptions, ImageMeta, Losses } from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';
import type { PaddingMask } from '../positional-encodings/positional-encoding.js';
import type { ClassedBoxes } from '../post-processing/multiclass-nms.js';
import type { Size } from '../priors/prior-generator.js';
import { FeedForward } from '../transformers/feed-forward.js';
import {
  buildDetrHeadModules,
  classLoss,
  classWeights,
  type DetrHeadModules,
  queryHeadOptions,
} from './detr-options.js';
import {
  detectQueries,
  predictionsOf,
  type QueryOutputs,
  type QueryTargets,
  queryGroundTruths,
  queryLosses,
  targetsOfLayers,
} from './detr-queries.js';

export class DetrHead extends Module {
  readonly #modules: DetrHeadModules;
  readonly #project: Conv2d;
  readonly #cls: Linear;
  readonly #regLayers: FeedForward;
  readonly #reg: Linear;
  readonly #queries: Embedding;

  constructor(modules: DetrHeadModules) {
    super();
    this.#modules = modules;
    const { inChannels, numClasses, usesSigmoid, numRegLayers, numQueries, transformer } = modules;
    const { channels } = transformer;
    this.child('positional_encoding', modules.encoding);
    this.child('transformer', transformer);
    this.#project = this.child('input_proj', new Conv2d(inChannels, channels, 1));
    this.#cls = this.child('fc_cls', new Linear(channels, usesSigmoid ? numClasses : numClasses + 1));
    this.#regLayers = this.child(
      'reg_ffn',
      new FeedForward({
        channels,
        hiddenChannels: channels,
        numLayers: numRegLayers,
        actCfg: { type: 'ReLU' },
        dropRate: 0,
        hasShortcut: false,
      }),
    );
    this.#reg = this.child('fc_reg', new Linear(channels, 4));
    this.#queries = this.child('query_embedding', new Embedding(numQueries, channels));
  }

  get modules(): DetrHeadModules {
    return this.#modules;
  }

  /** The transformer only; the other layers remain as constructed, as published. */
  override initWeights(context: InitContext): void {
    this.#modules.transformer.initWeights(context);
  }

  /**
   * @param features maps of the backbone; the last is used.
   * @param inputSize height and width of the batch.
   * @returns `[L, B, Q, C]`, the queries after each layer of the decoder.
   */
  lookAt(features: readonly Tensor4D[], metas: readonly ImageMeta[], inputSize: Size): Tensor4D {
    return tidy(() => {
      const map = this.#project.forward(features[features.length - 1]); // [B, H, W, C]
      const padding = paddingMask(metas, inputSize, [map.shape[1], map.shape[2]]);
      const { encoding, transformer } = this.#modules;
      const queries = this.#queries.weight.value as Tensor2D;
      return transformer.forward(map, padding, queries, encoding.forward(padding)).queries;
    });
  }

  /** @param queries `[L, B, Q, C]`. */
  predict(queries: Tensor4D): QueryOutputs {
    return tidy(() => ({
      clsScores: this.#cls.forward(queries),
      bboxPreds: this.#reg.forward(relu(this.#regLayers.forward(queries))).sigmoid<Tensor4D>(),
    }));
  }

  forward(features: readonly Tensor4D[], metas: readonly ImageMeta[], inputSize: Size): QueryOutputs {
    return tidy(() => ({ ...this.predict(this.lookAt(features, metas, inputSize)) }));
  }

  /** Targets of the queries after each layer. @throws {ConfigError} if the head is not trainable. */
  targets(
    outputs: QueryOutputs,
    groundTruths: readonly GroundTruth[],
    metas: readonly ImageMeta[],
  ): QueryTargets[] {
    const { assigner, numClasses } = this.#modules;
    if (assigner === undefined)
      throw new ConfigError('The DETRHead cannot be trained: train_cfg is missing.');
    return targetsOfLayers(outputs, assigner, queryGroundTruths(groundTruths), metas, numClasses);
  }

  losses(outputs: QueryOutputs, groundTruths: readonly GroundTruth[], metas: readonly ImageMeta[]): Losses {
    return queryLosses(outputs, this.targets(outputs, groundTruths, metas), metas, this.#modules);
  }

  /** Detections per image, by descending score, of the queries after the last layer. */
  detect(outputs: QueryOutputs, metas: readonly ImageMeta[], options: DetectOptions): ClassedBoxes[] {
    const { maxPerImage } = this.#modules;
    if (maxPerImage === undefined) throw new ConfigError('The DETRHead cannot detect: test_cfg is missing.');
    const last = predictionsOf(outputs).at(-1) ?? [];
    return last.map((predictions, image) =>
      detectQueries(predictions, metas[image], { ...this.#modules, maxPerImage }, options),
    );
  }

  /** Files of the head's first version use other names for the layers of the transformer. */
  upgradeState(entries: Map<string, unknown>, _prefix: string, version: number | undefined): void {
    if (version !== undefined && version >= 2) return;
    for (const name of [...entries.keys()]) {
      const renamed = olderNames.reduce((given, [older, newer]) => given.replace(older, newer), name);
      if (renamed === name) continue;
      const value = entries.get(name);
      entries.delete(name);
      entries.set(renamed, value);
    }
  }
}

const olderNames = [
  ['.self_attn.', '.attentions.0.'],
  ['.ffn.', '.ffns.0.'],
  ['.multihead_attn.', '.attentions.1.'],
  ['.decoder.norm.', '.decoder.post_norm.'],
] as const;

/**
 * Nearest-neighbour interpolation, with PyTorch's rounding.
 *
 * @param inputSize height and width of the batch, in which images are at the top left.
 */
export function paddingMask(
  metas: readonly Pick<ImageMeta, 'img_shape'>[],
  inputSize: Size,
  mapSize: Size,
): PaddingMask {
  const [height, width] = mapSize;
  const [rows, columns] = [nearestPixels(inputSize[0], height), nearestPixels(inputSize[1], width)];
  const data = new Uint8Array(metas.length * height * width);
  metas.forEach(({ img_shape: [imageHeight, imageWidth] }, image) => {
    let at = image * height * width;
    for (const row of rows)
      for (const column of columns) data[at++] = Number(row >= imageHeight || column >= imageWidth);
  });
  return { data, shape: [metas.length, height, width] };
}

/** The nearest pixel of each of `count` positions along an axis. */
function nearestPixels(length: number, count: number): number[] {
  const step = Math.fround(length / count);
  return Array.from({ length: count }, (_, index) =>
    Math.min(Math.floor(Math.fround(index * step)), length - 1),
  );
}

export const detrHead = defineComponent({
  type: 'DETRHead',
  schema: z.strictObject({
    ...queryHeadOptions,
    /** Classification loss. */
    loss_cls: slot('loss', { own: classWeights }).prefault({
      type: 'CrossEntropyLoss',
      bg_cls_weight: 0.1,
      use_sigmoid: false,
      loss_weight: 1,
      class_weight: 1,
    }),
  }),
  build: (options, builder) => {
    const { lossCls, backgroundWeight } = classLoss(options.loss_cls, options.num_classes);
    return new DetrHead(buildDetrHeadModules({ ...options, loss_cls: lossCls }, backgroundWeight, builder));
  },
});
