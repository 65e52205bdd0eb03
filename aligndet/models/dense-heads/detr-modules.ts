/** @module Makes the parts of DETR's heads from their options. */
import { type Builder, type ComponentConfig, ConfigError } from '../../core/index.js';
import { isQueryAssigner, type QueryAssigner } from '../assigners/query-assigner.js';
import type { PositionalEncoding } from '../positional-encodings/positional-encoding.js';
import type { Transformer } from '../transformers/transformer.js';
import type { QueryHeadOptions } from './detr-config.js';
import type { QueryLossOptions } from './detr-losses.js';

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
