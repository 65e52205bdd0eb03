/** AlignDet's pre-training of DETR: its transformer learns behind a frozen ResNet-50. */
import { defineConfig } from 'aligndet';

const buildHungarianAssigner = {
  type: 'HungarianAssigner',
  cls_cost: { type: 'ClassificationCost', weight: 1 },
  reg_cost: { type: 'BBoxL1Cost', weight: 5, box_format: 'xywh' },
  iou_cost: { type: 'IoUCost', iou_mode: 'giou', weight: 2 },
} as const;

// lint-ignore-file deprecated-key: as published
export default defineConfig({
  model: {
    type: 'SelfSupDetector',
    backbone: {
      type: 'SelfSupDETR',
      backbone: {
        type: 'ResNet',
        depth: 50,
        num_stages: 4,
        out_indices: [3],
        frozen_stages: 4,
        norm_cfg: { type: 'BN', requires_grad: false },
        norm_eval: true,
        style: 'pytorch',
        init_cfg: { type: 'Pretrained', checkpoint: 'torchvision://resnet50' },
      },
      bbox_head: {
        type: 'SelfSupDETRHead',
        num_classes: 256, // here the width of the contrasted feature
        in_channels: 2048,
        transformer: {
          type: 'Transformer',
          encoder: {
            type: 'DetrTransformerEncoder',
            num_layers: 6,
            transformerlayers: {
              type: 'BaseTransformerLayer',
              attn_cfgs: [{ type: 'MultiheadAttention', embed_dims: 256, num_heads: 8, dropout: 0.1 }],
              feedforward_channels: 2048,
              ffn_dropout: 0.1,
              operation_order: ['self_attn', 'norm', 'ffn', 'norm'],
            },
          },
          decoder: {
            type: 'DetrTransformerDecoder',
            return_intermediate: true,
            num_layers: 6,
            transformerlayers: {
              type: 'DetrTransformerDecoderLayer',
              attn_cfgs: { type: 'MultiheadAttention', embed_dims: 256, num_heads: 8, dropout: 0.1 },
              feedforward_channels: 2048,
              ffn_dropout: 0.1,
              operation_order: ['self_attn', 'norm', 'cross_attn', 'norm', 'ffn', 'norm'],
            },
          },
        },
        positional_encoding: { type: 'SinePositionalEncoding', num_feats: 128, normalize: true },
        loss_cls: { type: 'CrossEntropyLoss', loss_weight: 1 },
        loss_bbox: { type: 'L1Loss', loss_weight: 5 },
        loss_iou: { type: 'GIoULoss', loss_weight: 2 },
        loss_contrastive: { type: 'ContrastiveLoss', loss_weight: 1, temperature: 0.5 },
        query_init_path: null,
        obj_assigner: buildHungarianAssigner,
      },
      train_cfg: { assigner: buildHungarianAssigner },
      test_cfg: { max_per_img: 100 },
    },
  },
});
