/** @module The options of DETR's heads, and what is built of them. */
import { z } from 'zod';
import { type Builder, type ComponentConfig, ConfigError, slot } from '../../core/index.js';
import { isQueryAssigner, type QueryAssigner } from '../assigners/hungarian-assigner.js';
import type { PositionalEncoding } from '../positional-encodings/positional-encoding.js';
import type { Transformer } from '../transformers/transformer.js';
import type { QueryLossOptions } from './detr-queries.js';

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

export type QueryHeadOptions = z.output<z.ZodObject<typeof queryHeadOptions>>;

/** What the head reads of its classes' loss: the loss gets a list of both weights. */
export const classWeights = z.strictObject({
  /** Weight of every class, a single number. */
  class_weight: z.number().nullable().optional(),
  /** Weight of "no object"; `class_weight` when absent. */
  bg_cls_weight: z.number().optional(),
});

type ClassLoss = ComponentConfig & z.output<typeof classWeights>;

/** The loss with its weights as it takes them, and how much a query without an object counts in its average. */
export function classLoss(
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

export interface DetrHeadModules extends QueryLossOptions {
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
  readonly maxPerImage?: number;
}

type Options = QueryHeadOptions & { readonly loss_cls: ComponentConfig };

/** @param loss_cls as the loss itself takes it. */
export function buildDetrHeadModules(
  options: Options,
  backgroundWeight: number,
  builder: Builder,
): DetrHeadModules {
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
    maxPerImage: testCfg === null ? undefined : (testCfg.max_per_img ?? numQueries),
  };
}

/** @throws {ConfigError} when it matches no queries, or weighs costs otherwise than the losses. */
function buildAssigner(options: Options, builder: Builder): QueryAssigner | undefined {
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
