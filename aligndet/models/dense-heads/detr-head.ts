/**
 * @module DETR's head, https://arxiv.org/abs/2005.12872, section 3.2: queries look at a map through a transformer, and each
 * predicts one object or none. Dims: B images, H, W of the map, C channels of a query, L decoder layers, Q queries, K classes.
 */
import { z } from 'zod';
import { type Builder, ConfigError, defineComponent, slot } from '../../core/index.js';
import { relu, type Tensor2D, type Tensor4D, tidy } from '../../engine/index.js';
import { Conv2d, Embedding, type InitContext, Linear, Module } from '../../nn/index.js';
import type { DetectOptions, ImageMeta, Losses } from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';
import { isQueryAssigner, type QueryAssigner } from '../assigners/query-assigner.js';
import type { PositionalEncoding } from '../positional-encodings/positional-encoding.js';
import type { ClassedBoxes } from '../post-processing/multiclass-nms.js';
import type { Size } from '../priors/prior-generator.js';
import { FeedForward } from '../transformers/feed-forward.js';
import type { Transformer } from '../transformers/transformer.js';
import { detectQueries } from './detr-detections.js';
import {
  predictionsOf,
  type QueryLossOptions,
  type QueryOutputs,
  queryLosses,
  targetsOfLayers,
} from './detr-losses.js';
import { paddingMask } from './detr-padding.js';
import { type QueryTargets, queryTruths } from './detr-targets.js';

export interface DetrParts extends QueryLossOptions {
  readonly inChannels: number;
  readonly numQueries: number;
  /** Linear layers before the one that gives boxes. */
  readonly numRegLayers: number;
  readonly transformer: Transformer;
  readonly encoding: PositionalEncoding;
  /** K scores per query, or K + 1 with "no object" last, of which the softmax is taken. */
  readonly usesSigmoid: boolean;
  /** Absent where the head is not trained. */
  readonly assigner?: QueryAssigner;
  /** Most detections of an image; absent where the head is not to detect. */
  readonly most?: number;
}

export class DetrHead extends Module {
  readonly #parts: DetrParts;
  readonly #project: Conv2d;
  readonly #cls: Linear;
  readonly #regLayers: FeedForward;
  readonly #reg: Linear;
  readonly #queries: Embedding;

  constructor(parts: DetrParts) {
    super();
    this.#parts = parts;
    const { inChannels, numClasses, usesSigmoid, numRegLayers, numQueries, transformer } = parts;
    const { channels } = transformer;
    this.child('positional_encoding', parts.encoding);
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

  get parts(): DetrParts {
    return this.#parts;
  }

  /** The transformer only; what is around it stays as constructed, as published. */
  override initWeights(context: InitContext): void {
    this.#parts.transformer.initWeights(context);
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
      const { encoding, transformer } = this.#parts;
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
    truths: readonly GroundTruth[],
    metas: readonly ImageMeta[],
  ): QueryTargets[] {
    const { assigner, numClasses } = this.#parts;
    if (assigner === undefined) throw new ConfigError('The DETRHead cannot learn: it needs a train_cfg.');
    return targetsOfLayers(outputs, assigner, queryTruths(truths), metas, numClasses);
  }

  losses(outputs: QueryOutputs, truths: readonly GroundTruth[], metas: readonly ImageMeta[]): Losses {
    return queryLosses(outputs, this.targets(outputs, truths, metas), metas, this.#parts);
  }

  /** Detections per image, by falling score, of the queries behind the last layer. */
  detect(outputs: QueryOutputs, metas: readonly ImageMeta[], options: DetectOptions): ClassedBoxes[] {
    const { most } = this.#parts;
    if (most === undefined) throw new ConfigError('The DETRHead cannot detect: it needs a test_cfg.');
    const last = predictionsOf(outputs).at(-1) ?? [];
    return last.map((predictions, image) =>
      detectQueries(predictions, metas[image], { ...this.#parts, most }, options),
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

/** How DETR is trained. */
export const queryTrainSchema = z.strictObject({
  /** Which truth each query is to predict. */
  assigner: slot('assigner'),
});

/** How detections of DETR are chosen. */
export const queryTestSchema = z.strictObject({
  /** Most detections of an image, by score; as many as queries when absent. */
  max_per_img: z.int().positive().optional(),
});

/** Options of mmdetection's `DETRHead`, but for its classes' loss. */
export const queryHeadOptions = {
  /** Number of classes, "no object" left out. */
  num_classes: z.int().positive(),
  /** Channels of the feature map. */
  in_channels: z.int().positive(),
  /** Number of queries: the most objects that can be found. */
  num_query: z.int().positive().default(100),
  /** Linear layers before the boxes. */
  num_reg_fcs: z.int().min(2).default(2),
  /** Encoder and decoder. */
  transformer: slot('transformer'),
  /** Divide the classes' loss by a mean over all processes. There is one process: without effect. */
  sync_cls_avg_factor: z.boolean().default(false),
  /** How places of the map are told apart. */
  positional_encoding: slot('positional_encoding').prefault({
    type: 'SinePositionalEncoding',
    num_feats: 128,
    normalize: true,
  }),
  /** Distance of the boxes. */
  loss_bbox: slot('loss').prefault({ type: 'L1Loss', loss_weight: 5 }),
  /** Overlap of the boxes. */
  loss_iou: slot('loss').prefault({ type: 'GIoULoss', loss_weight: 2 }),
  /** Assignment of truths to queries; a detector puts its `train_cfg` here. */
  train_cfg: queryTrainSchema.nullable().prefault({
    assigner: {
      type: 'HungarianAssigner',
      cls_cost: { type: 'ClassificationCost', weight: 1 },
      reg_cost: { type: 'BBoxL1Cost', weight: 5 },
      iou_cost: { type: 'IoUCost', iou_mode: 'giou', weight: 2 },
    },
  }),
  /** Choice of detections; a detector puts its `test_cfg` here. */
  test_cfg: queryTestSchema.nullable().prefault({ max_per_img: 100 }),
  /** Has to stay null: the head knows how its weights start. */
  init_cfg: z.null('the head knows how its weights start').default(null),
};

const detrHeadSchema = z.strictObject({
  ...queryHeadOptions,
  /** Loss of the classes. */
  loss_cls: slot('loss', { own: classWeights }).prefault({
    type: 'CrossEntropyLoss',
    bg_cls_weight: 0.1,
    use_sigmoid: false,
    loss_weight: 1,
    class_weight: 1,
  }),
});

type QueryHeadOptions = z.output<z.ZodObject<typeof queryHeadOptions>> &
  Pick<z.output<typeof detrHeadSchema>, 'loss_cls'>;

/** @param loss_cls as the loss itself takes it. */
export function buildDetrParts(
  options: QueryHeadOptions,
  backgroundWeight: number,
  builder: Builder,
): DetrParts {
  const { num_query: numQueries, test_cfg: testCfg } = options;
  const transformer = builder.build('transformer', options.transformer, 'transformer');
  const encoding = builder.build('positional_encoding', options.positional_encoding, 'positional_encoding');
  if (encoding.channels !== transformer.channels) {
    throw new ConfigError(
      `positional_encoding.num_feats: is ${encoding.channels / 2}, but the transformer is ${transformer.channels} wide and takes half of that.`,
    );
  }
  return {
    numClasses: options.num_classes,
    inChannels: options.in_channels,
    numQueries,
    numRegLayers: options.num_reg_fcs,
    transformer,
    encoding,
    usesSigmoid: options.loss_cls.use_sigmoid !== false,
    backgroundWeight,
    lossCls: builder.build('loss', options.loss_cls, 'loss_cls'),
    lossBbox: builder.build('loss', options.loss_bbox, 'loss_bbox'),
    lossIou: builder.build('loss', options.loss_iou, 'loss_iou'),
    assigner: buildAssigner(options, builder),
    most: testCfg === null ? undefined : (testCfg.max_per_img ?? numQueries),
  };
}

/** @throws {ConfigError} when it matches no queries, or weighs costs otherwise than the losses. */
function buildAssigner(options: QueryHeadOptions, builder: Builder): QueryAssigner | undefined {
  const { train_cfg: train } = options;
  if (train === null) return undefined;
  const assigner = builder.build('assigner', train.assigner, 'train_cfg.assigner');
  if (!isQueryAssigner(assigner)) {
    throw new ConfigError(
      `train_cfg.assigner: ${train.assigner.type} matches no queries; HungarianAssigner does.`,
    );
  }
  const pairs = [
    ['cls_cost', 'loss_cls'],
    ['reg_cost', 'loss_bbox'],
    ['iou_cost', 'loss_iou'],
  ] as const;
  for (const [cost, loss] of pairs) {
    const { weight } = train.assigner[cost] as { weight: number };
    const { loss_weight: lossWeight } = options[loss];
    if (weight === lossWeight) continue;
    throw new ConfigError(
      `train_cfg.assigner.${cost}.weight: is ${weight}, but ${loss}.loss_weight is ${lossWeight}; both have to be the same.`,
    );
  }
  return assigner;
}

export const detrHead = defineComponent({
  type: 'DETRHead',
  schema: detrHeadSchema,
  build: (options, builder) => {
    const {
      class_weight: classWeight = null,
      bg_cls_weight: background,
      ...lossCls
    } = options.loss_cls as {
      class_weight?: number | null;
      bg_cls_weight?: number;
    } & typeof options.loss_cls;
    if (classWeight === null) {
      if (background === undefined)
        return new DetrHead(buildDetrParts({ ...options, loss_cls: lossCls }, 0, builder));
      throw new ConfigError('loss_cls.bg_cls_weight: counts beside a class_weight only.');
    }
    const backgroundWeight = background ?? classWeight;
    const weights = [...new Array<number>(options.num_classes).fill(classWeight), backgroundWeight];
    const weighed = { ...lossCls, class_weight: weights };
    return new DetrHead(buildDetrParts({ ...options, loss_cls: weighed }, backgroundWeight, builder));
  },
});
