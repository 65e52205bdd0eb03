/**
 * @module The options that a component cannot do without, by slot and type, where no config in `configs/` shows some
 * that are small enough. A new component needs a line here only if its schema has required options and no config uses it.
 */
import { join } from 'node:path';
import { tinyCascade, tinyHtc } from '../support/tiny-cascades.js';
import { tinyMaskRcnn } from '../support/tiny-models.js';
import { tinyData } from './tiny-data.js';

type Options = Readonly<Record<string, unknown>>;

const attention = { type: 'MultiheadAttention', embed_dims: 16, num_heads: 2 };
const pyramid = { in_channels: [8, 8], out_channels: 8, num_outs: 2 };
const { folder, annotations, classes, voc } = await tinyData();
const pipeline = [{ type: 'LoadImageFromFile' }, { type: 'LoadAnnotations' }];
const coco = { type: 'CocoDataset', ann_file: annotations, img_prefix: `${folder}/`, classes, pipeline };
const stepLayer = {
  type: 'BaseTransformerLayer',
  attn_cfgs: attention,
  operation_order: ['self_attn', 'norm', 'ffn', 'norm'],
  ffn_cfgs: { type: 'FFN', embed_dims: 16 },
};
const identity = [{ type: 'Identity' }];
const { type: _mask, ...faster } = tinyMaskRcnn;

export const MINIMAL_OPTIONS: Readonly<Record<string, Readonly<Record<string, Options>>>> = {
  detector: {
    CascadeRCNN: tinyCascade,
    FasterRCNN: { ...faster, roi_head: { ...faster.roi_head, mask_roi_extractor: null, mask_head: null } },
    HybridTaskCascade: tinyHtc,
  },
  backbone: {
    CBSwinTransformer: {
      embed_dim: 4,
      depths: [1, 1],
      num_heads: [1, 1],
      out_indices: [0, 1],
      window_size: 4,
    },
    RegNet: { arch: 'regnetx_400mf' },
    ResNet: { depth: 18, base_channels: 4 },
    ResNeXt: { depth: 50, groups: 2, base_width: 4, base_channels: 8 },
    SwinTransformer: { embed_dims: 8, depths: [1, 1, 1, 1], num_heads: [1, 1, 1, 1] },
    SwinTransformerV1: { embed_dim: 8, depths: [1, 1, 1, 1], num_heads: [1, 1, 1, 1] },
  },
  neck: { CBFPN: pyramid, FPN: pyramid, PAFPN: pyramid },
  roi_head: { CascadeRoIHead: tinyCascade.roi_head },
  bbox_head: { ConvFCBBoxHead: { num_shared_fcs: 1, in_channels: 8, fc_out_channels: 8 } },
  mask_head: {
    FCNMaskHead: { in_channels: 8, conv_out_channels: 8, num_classes: 3 },
    HTCMaskHead: { in_channels: 8, conv_out_channels: 8, num_classes: 3 },
  },
  semantic_head: {
    FusedSemanticHead: { num_ins: 2, fusion_level: 1, in_channels: 8, conv_out_channels: 8, num_classes: 4 },
  },
  prior_generator: { MlvlPointGenerator: { strides: [8, 16] } },
  positional_encoding: { LearnedPositionalEncoding: { num_feats: 8 } },
  transformer_layer: { BaseTransformerLayer: stepLayer },
  feedforward_network: { FFN: { embed_dims: 16, feedforward_channels: 8 } },
  dataset: {
    ClassBalancedDataset: { dataset: coco, oversample_thr: 0.1 },
    CocoDataset: coco,
    ConcatDataset: { datasets: [coco, coco] },
    MultiImageMixDataset: { dataset: coco, pipeline: [{ type: 'MixUp' }] },
    MultiViewCocoDataset: { dataset: coco, num_views: 2, pipelines: [[], []] },
    RepeatDataset: { dataset: coco, times: 2 },
    SingleViewCocoDataset: coco,
    VOCDataset: {
      ann_file: join(voc, 'ImageSets/Main/test.txt'),
      img_prefix: voc,
      classes: ['cat'],
      pipeline,
    },
  },
  transform: {
    CutOut: { n_holes: 1, cutout_shape: [2, 2] },
    GaussianBlur: { sigma_min: 0.1, sigma_max: 2 },
    ImgToTensor: { keys: ['img'] },
    OneOf: { transforms: identity },
    RandErase: { n_iterations: [1, 2], size: [0, 0.2] },
    RandomAppliedTrans: { transforms: identity },
    Sequential: { transforms: identity },
    ShuffledSequential: { transforms: identity },
    TensorNormalize: { mean: [0, 0, 0], std: [1, 1, 1] },
  },
  lr_updater: {
    CosineAnnealing: { min_lr: 0 },
    CosineRestart: { periods: [1], min_lr: 0 },
    Exp: { gamma: 0.9 },
    FlatCosineAnnealing: { min_lr: 0 },
    Inv: { gamma: 0.9 },
    LinearAnnealing: { min_lr: 0 },
    OneCycle: { max_lr: 0.1 },
    Step: { step: [1] },
  },
  hook: { EarlyStoppingHook: { monitor: 'bbox_mAP' } },
};
