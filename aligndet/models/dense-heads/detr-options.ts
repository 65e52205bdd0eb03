/** @module The options of DETR's heads, and the objects built from them. */
import { z } from 'zod';
import { type Builder, type ComponentConfig, ConfigError, slot } from '../../core/index.js';
import { isQueryAssigner, type QueryAssigner } from '../assigners/hungarian-assigner.js';
import type { PositionalEncoding } from '../positional-encodings/positional-encoding.js';
import type { Transformer } from '../transformers/transformer.js';
import type { QueryLossOptions } from './detr-queries.js';

/** Training options of DETR. */
export const queryTrainSchema = z.strictObject({
  /** Assigns queries to ground truths. */
  assigner: slot('assigner'),
});

/** Post-processing of DETR. */
export const queryTestSchema = z.strictObject({
  /** Max detections per image, by score; default: the number of queries. */
  max_per_img: z.int().positive().optional(),
});

/** Options of mmdetection's `DETRHead`, except its classification loss. */
export const queryHeadOptions = {
  /** Number of classes, without "no object". */
  num_classes: z.int().positive(),
  /** Channels of the feature map. */
  in_channels: z.int().positive(),
  /** Number of queries: the max number of detected objects. */
  num_query: z.int().positive().default(100),
  /** Linear layers before the boxes. */
  num_reg_fcs: z.int().min(2).default(2),
  /** Encoder and decoder. */
  transformer: slot('transformer'),
  /** Average the normalizer of the classification loss over all processes. There is one process: no effect. */
  sync_cls_avg_factor: z.boolean().default(false),
  /** Positional encoding of the map. */
  positional_encoding: slot('positional_encoding').prefault({
    type: 'SinePositionalEncoding',
    num_feats: 128,
    normalize: true,
  }),
  /** Box distance loss. */
  loss_bbox: slot('loss').prefault({ type: 'L1Loss', loss_weight: 5 }),
  /** Box overlap loss. */
  loss_iou: slot('loss').prefault({ type: 'GIoULoss', loss_weight: 2 }),
  /** Assignment of queries; a detector sets it to its `train_cfg`. */
  train_cfg: queryTrainSchema.nullable().prefault({
    assigner: {
      type: 'HungarianAssigner',
      cls_cost: { type: 'ClassificationCost', weight: 1 },
      reg_cost: { type: 'BBoxL1Cost', weight: 5 },
      iou_cost: { type: 'IoUCost', iou_mode: 'giou', weight: 2 },
    },
  }),
  /** Post-processing; a detector sets it to its `test_cfg`. */
  test_cfg: queryTestSchema.nullable().prefault({ max_per_img: 100 }),
  /** Must be null: the head has its own initialization. */
  init_cfg: z.null('the head has its own initialization').default(null),
};

export type QueryHeadOptions = z.output<z.ZodObject<typeof queryHeadOptions>>;

/** Options of the classification loss that the head reads: the loss gets a list of both weights. */
export const classWeights = z.strictObject({
  /** Weight of all classes, a single value. */
  class_weight: z.number().nullable().optional(),
  /** Weight of "no object"; default: `class_weight`. */
  bg_cls_weight: z.number().optional(),
});

type ClassLoss = ComponentConfig & z.output<typeof classWeights>;

/** The loss with its weights, and the weight of a query without object in the normalizer. */
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
  throw new ConfigError('loss_cls.bg_cls_weight: has an effect only together with class_weight.');
}

export interface DetrHeadModules extends QueryLossOptions {
  readonly inChannels: number;
  readonly numQueries: number;
  /** Linear layers before the last one of the box branch. */
  readonly numRegLayers: number;
  readonly transformer: Transformer;
  readonly encoding: PositionalEncoding;
  /** K scores per query, or K + 1 with "no object" last, of which the softmax is taken. */
  readonly usesSigmoid: boolean;
  /** Absent if the head is not trained. */
  readonly assigner?: QueryAssigner;
  /** Max detections per image; absent if the head is not used for detection. */
  readonly maxPerImage?: number;
}

type Options = QueryHeadOptions & { readonly loss_cls: ComponentConfig };

/** @param loss_cls in the form that the loss takes. */
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
      `positional_encoding.num_feats: expected half of the width of the transformer, ${transformer.channels / 2}, but got ${encoding.channels / 2}.`,
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

/** @throws {ConfigError} if it does not match queries, or its cost weights differ from the loss weights. */
function buildAssigner(options: Options, builder: Builder): QueryAssigner | undefined {
  const { train_cfg: train } = options;
  if (train === null) return undefined;
  const assigner = builder.build('assigner', train.assigner, 'train_cfg.assigner');
  if (!isQueryAssigner(assigner)) {
    throw new ConfigError(
      `train_cfg.assigner: ${train.assigner.type} does not match queries; use HungarianAssigner.`,
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
      `train_cfg.assigner.${cost}.weight: is ${weight}, but ${loss}.loss_weight is ${lossWeight}; both must be equal.`,
    );
  }
  return assigner;
}
