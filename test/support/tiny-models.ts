/** @module Small detectors and batches for tests. */
import { Random } from '../../aligndet/core/index.js';
import { type Batch, bitmapMasks, type ImageMeta } from '../../aligndet/structures/index.js';

const NUM_CLASSES = 3;

const rpn = {
  train: {
    assigner: { type: 'MaxIoUAssigner', pos_iou_thr: 0.7, neg_iou_thr: 0.3, min_pos_iou: 0.3 },
    sampler: { type: 'RandomSampler', num: 32, pos_fraction: 0.5, add_gt_as_proposals: false },
  },
  test: { nms_pre: 100, max_per_img: 20, nms: { type: 'nms', iou_threshold: 0.7 }, min_bbox_size: 0 },
};

const rcnn = {
  train: {
    assigner: { type: 'MaxIoUAssigner', pos_iou_thr: 0.5, neg_iou_thr: 0.5, min_pos_iou: 0.5 },
    sampler: { type: 'RandomSampler', num: 16, pos_fraction: 0.25 },
    mask_size: 14,
  },
  test: { score_thr: 0.01, nms: { type: 'nms', iou_threshold: 0.5 }, max_per_img: 10 },
};

const extractor = (size: number) => ({
  type: 'SingleRoIExtractor',
  roi_layer: { type: 'RoIAlign', output_size: size, sampling_ratio: 0 },
  out_channels: 8,
  featmap_strides: [4, 8],
});

const stages = {
  backbone: {
    type: 'ResNet',
    depth: 18,
    base_channels: 4,
    num_stages: 2,
    strides: [1, 2],
    dilations: [1, 1],
    out_indices: [0, 1],
  },
  neck: { type: 'FPN', in_channels: [4, 8], out_channels: 8, num_outs: 2 },
  rpn_head: {
    type: 'RPNHead',
    in_channels: 8,
    feat_channels: 8,
    anchor_generator: { type: 'AnchorGenerator', scales: [4], ratios: [0.5, 1, 2], strides: [4, 8] },
  },
};

const cfg = {
  train_cfg: { rpn: rpn.train, rpn_proposal: rpn.test, rcnn: rcnn.train },
  test_cfg: { rpn: rpn.test, rcnn: rcnn.test },
};

/** Config of a Mask R-CNN with few weights. */
export const tinyMaskRcnn = {
  type: 'MaskRCNN',
  ...stages,
  roi_head: {
    type: 'StandardRoIHead',
    bbox_roi_extractor: extractor(7),
    bbox_head: { type: 'Shared2FCBBoxHead', in_channels: 8, fc_out_channels: 16, num_classes: NUM_CLASSES },
    mask_roi_extractor: extractor(7),
    mask_head: {
      type: 'FCNMaskHead',
      num_convs: 1,
      in_channels: 8,
      conv_out_channels: 8,
      num_classes: NUM_CLASSES,
    },
  },
  ...cfg,
};

const singleStage = {
  backbone: stages.backbone,
  neck: stages.neck,
  test_cfg: { nms_pre: 100, score_thr: 0.005, nms: { type: 'nms', iou_threshold: 0.5 }, max_per_img: 10 },
};

const tower = { num_classes: NUM_CLASSES, in_channels: 8, feat_channels: 8, stacked_convs: 1 };

/** Config of a RetinaNet with few weights. */
export const tinyRetinaNet = {
  type: 'RetinaNet',
  ...singleStage,
  bbox_head: {
    type: 'RetinaHead',
    ...tower,
    anchor_generator: { type: 'AnchorGenerator', scales: [4], ratios: [0.5, 1, 2], strides: [4, 8] },
    loss_cls: { type: 'FocalLoss', use_sigmoid: true },
    loss_bbox: { type: 'L1Loss' },
  },
  train_cfg: {
    assigner: { type: 'MaxIoUAssigner', pos_iou_thr: 0.5, neg_iou_thr: 0.4, min_pos_iou: 0 },
  },
};

/** Config of an FCOS with few weights. */
export const tinyFcos = {
  type: 'FCOS',
  ...singleStage,
  bbox_head: {
    type: 'FCOSHead',
    ...tower,
    strides: [4, 8],
    regress_ranges: [
      [-1, 16],
      [16, 1e8],
    ],
    norm_cfg: { type: 'GN', num_groups: 2 },
  },
};

const attention = { type: 'MultiheadAttention', embed_dims: 16, num_heads: 2, dropout: 0.1 };

const transformer = {
  type: 'Transformer',
  encoder: {
    type: 'DetrTransformerEncoder',
    num_layers: 1,
    transformerlayers: {
      type: 'BaseTransformerLayer',
      attn_cfgs: attention,
      ffn_cfgs: { type: 'FFN', feedforward_channels: 24, ffn_drop: 0.1 },
      operation_order: ['self_attn', 'norm', 'ffn', 'norm'],
    },
  },
  decoder: {
    type: 'DetrTransformerDecoder',
    num_layers: 2,
    return_intermediate: true,
    transformerlayers: {
      type: 'DetrTransformerDecoderLayer',
      attn_cfgs: attention,
      ffn_cfgs: { type: 'FFN' },
      feedforward_channels: 24,
      ffn_dropout: 0.1,
      operation_order: ['self_attn', 'norm', 'cross_attn', 'norm', 'ffn', 'norm'],
    },
  },
};

const hungarianAssigner = {
  type: 'HungarianAssigner',
  cls_cost: { type: 'ClassificationCost', weight: 1 },
  reg_cost: { type: 'BBoxL1Cost', weight: 5, box_format: 'xywh' },
  iou_cost: { type: 'IoUCost', iou_mode: 'giou', weight: 2 },
};

/** Config of a DETR with few weights. */
export const tinyDetr = {
  type: 'DETR',
  backbone: { ...stages.backbone, strides: [2, 2], out_indices: [1] },
  bbox_head: {
    type: 'DETRHead',
    num_classes: NUM_CLASSES,
    in_channels: 8,
    num_query: 6,
    transformer,
    positional_encoding: { type: 'SinePositionalEncoding', num_feats: 8, normalize: true },
  },
  train_cfg: { assigner: hungarianAssigner },
  test_cfg: { max_per_img: 4 },
};

/** Config of a self-supervised Mask R-CNN with few weights. */
export const tinySelfSup = {
  type: 'SelfSupDetector',
  backbone: {
    type: 'SelfSupMaskRCNN',
    ...stages,
    roi_head: {
      type: 'SelfSupStandardRoIHead',
      bbox_roi_extractor: extractor(7),
      bbox_head: {
        type: 'SelfSupShared4Conv1FCBBoxHead',
        in_channels: 8,
        conv_out_channels: 8,
        fc_out_channels: 16,
        num_classes: 12,
        loss_cls: { type: 'ContrastiveLoss', temperature: 0.5 },
      },
    },
    ...cfg,
  },
};

/** Config of a self-supervised RetinaNet with few weights. */
export const tinySelfSupRetinaNet = {
  type: 'SelfSupDetector',
  backbone: {
    type: 'SelfSupRetinaNet',
    backbone: stages.backbone,
    neck: stages.neck,
    bbox_head: {
      ...tinyRetinaNet.bbox_head,
      type: 'SelfSupRetinaHead',
      num_classes: 12,
      init_cfg: { type: 'Normal', layer: 'Conv2d', std: 0.01 },
      loss_cls: { type: 'ContrastiveLoss', temperature: 0.5 },
    },
    train_cfg: {
      ...tinyRetinaNet.train_cfg,
      sampler: { type: 'RandomSampler', num: 32, pos_fraction: 1, add_gt_as_proposals: false },
    },
  },
};

/** Config of a self-supervised FCOS with few weights. */
export const tinySelfSupFcos = {
  type: 'SelfSupDetector',
  backbone: {
    type: 'SelfSupFCOS',
    backbone: stages.backbone,
    neck: stages.neck,
    bbox_head: {
      ...tinyFcos.bbox_head,
      type: 'SelfSupFCOSHead',
      num_classes: 12,
      init_cfg: { type: 'Normal', layer: 'Conv2d', std: 0.01 },
      loss_cls: { type: 'ContrastiveLoss', temperature: 0.5 },
    },
    train_cfg: tinySelfSupRetinaNet.backbone.train_cfg,
  },
};

/** Config of a self-supervised DETR with few weights. */
export const tinySelfSupDetr = {
  type: 'SelfSupDetector',
  backbone: {
    ...tinyDetr,
    type: 'SelfSupDETR',
    bbox_head: {
      ...tinyDetr.bbox_head,
      type: 'SelfSupDETRHead',
      num_classes: 12,
      obj_assigner: hungarianAssigner,
    },
  },
};

/** Two images of 48 x 64 pixels with as many boxes as asked for. */
export function tinyBatch(numBoxes: readonly [number, number] = [2, 1], seed = 0): Batch {
  const [height, width] = [48, 64];
  const random = new Random(seed);
  const boxes = numBoxes.map((count) =>
    Float32Array.from(
      Array.from({ length: count }, () => {
        const [x, y] = [random.uniform(0, 30), random.uniform(0, 20)];
        return [x, y, x + random.uniform(12, 30), y + random.uniform(12, 25)];
      }).flat(),
    ),
  );
  const meta: ImageMeta = {
    filename: 'tiny.png',
    ori_filename: 'tiny.png',
    ori_shape: [24, 32, 3],
    img_shape: [height, width, 3],
    pad_shape: [height, width, 3],
    scale_factor: [2, 2, 2, 2],
    flip: false,
    flip_direction: null,
  };
  return {
    img: Float32Array.from({ length: 2 * height * width * 3 }, () => random.normal(0, 1)),
    img_shape: [2, height, width, 3],
    img_metas: [meta, meta],
    gt_bboxes: boxes,
    gt_labels: numBoxes.map((count) =>
      Int32Array.from({ length: count }, () => random.integer(0, NUM_CLASSES)),
    ),
    gt_masks: boxes.map((ofImage) => bitmapMasks(masksOf(ofImage, height, width), height, width)),
  };
}

/** The boxes filled. */
function masksOf(boxes: Float32Array, height: number, width: number): Uint8Array {
  const masks = new Uint8Array((boxes.length / 4) * height * width);
  for (let i = 0; 4 * i < boxes.length; i++) {
    const [x1, y1, x2, y2] = boxes.subarray(4 * i, 4 * i + 4).map(Math.round);
    for (let y = y1; y < y2; y++) masks.fill(1, (i * height + y) * width + x1, (i * height + y) * width + x2);
  }
  return masks;
}
