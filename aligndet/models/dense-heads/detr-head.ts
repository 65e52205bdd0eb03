/**
 * @module DETR's head, https://arxiv.org/abs/2005.12872, section 3.2: queries look at a map through a transformer, and each
 * predicts one object or none. Dims: B images, H, W of the map, C channels of a query, L decoder layers, Q queries, K classes.
 */
import { z } from 'zod';
import { type ComponentConfig, ConfigError, defineComponent, slot } from '../../core/index.js';
import { relu, type Tensor2D, type Tensor4D, tidy } from '../../engine/index.js';
import { Conv2d, Embedding, type InitContext, Linear, Module } from '../../nn/index.js';
import type { DetectOptions, ImageMeta, Losses } from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';
import type { ClassedBoxes } from '../post-processing/multiclass-nms.js';
import type { Size } from '../priors/prior-generator.js';
import { FeedForward } from '../transformers/feed-forward.js';
import { queryHeadOptions } from './detr-config.js';
import { detectQueries } from './detr-detections.js';
import { predictionsOf, type QueryOutputs, queryLosses, targetsOfLayers } from './detr-losses.js';
import { paddingMask } from './detr-padding.js';
import { buildDetrHeadModules, type DetrHeadModules } from './detr-modules.js';
import { type QueryTargets, queryGroundTruths } from './detr-targets.js';

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

  /** The transformer only; what is around it stays as constructed, as published. */
  override initWeights(context: InitContext): void {
    this.#modules.transformer.initWeights(context);
  }

  /**
   * @param features maps of the backbone; the last is looked at.
   * @param inputSize height and width of the batch.
   * @returns `[L, B, Q, C]`, the queries behind each layer of the decoder.
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

  /** What the queries behind each layer are to predict. @throws {ConfigError} when the head is not to be trained. */
  targets(
    outputs: QueryOutputs,
    groundTruths: readonly GroundTruth[],
    metas: readonly ImageMeta[],
  ): QueryTargets[] {
    const { assigner, numClasses } = this.#modules;
    if (assigner === undefined) throw new ConfigError('The DETRHead cannot learn: it needs a train_cfg.');
    return targetsOfLayers(outputs, assigner, queryGroundTruths(groundTruths), metas, numClasses);
  }

  losses(outputs: QueryOutputs, groundTruths: readonly GroundTruth[], metas: readonly ImageMeta[]): Losses {
    return queryLosses(outputs, this.targets(outputs, groundTruths, metas), metas, this.#modules);
  }

  /** Detections per image, by falling score, of the queries behind the last layer. */
  detect(outputs: QueryOutputs, metas: readonly ImageMeta[], options: DetectOptions): ClassedBoxes[] {
    const { maxPerImage } = this.#modules;
    if (maxPerImage === undefined) throw new ConfigError('The DETRHead cannot detect: it needs a test_cfg.');
    const last = predictionsOf(outputs).at(-1) ?? [];
    return last.map((predictions, image) =>
      detectQueries(predictions, metas[image], { ...this.#modules, maxPerImage }, options),
    );
  }

  /** Files of the head's first version name the layers of the transformer otherwise. */
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

/** What the head reads of its classes' loss: the loss gets a list of both weights. */
const classWeights = z.strictObject({
  /** Weight of every class, a single number. */
  class_weight: z.number().nullable().optional(),
  /** Weight of "no object"; `class_weight` when absent. */
  bg_cls_weight: z.number().optional(),
});

type ClassLoss = ComponentConfig & z.output<typeof classWeights>;

/** The loss with its weights as it takes them, and how much a query without an object counts in its average. */
function classLoss(
  { class_weight: weight = null, bg_cls_weight: background, ...loss }: ClassLoss,
  numClasses: number,
): { lossCls: ComponentConfig; backgroundWeight: number } {
  if (weight !== null) {
    const backgroundWeight = background ?? weight;
    const weights = [...new Array<number>(numClasses).fill(weight), backgroundWeight];
    return { lossCls: { ...loss, class_weight: weights }, backgroundWeight };
  }
  if (background === undefined) return { lossCls: loss, backgroundWeight: 0 };
  throw new ConfigError('loss_cls.bg_cls_weight: counts beside a class_weight only.');
}

export const detrHead = defineComponent({
  type: 'DETRHead',
  schema: z.strictObject({
    ...queryHeadOptions,
    /** Loss of the classes. */
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
