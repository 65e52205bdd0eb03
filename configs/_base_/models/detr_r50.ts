/** DETR (https://arxiv.org/abs/2005.12872), ResNet-50, six encoder and six decoder layers. */
import { defineConfig } from 'aligndet';

// lint-ignore-file deprecated-key: as published
export default defineConfig({
  model: {
    type: 'DETR',
    backbone: {
      type: 'ResNet',
      depth: 50,
      num_stages: 4,
      out_indices: [3],
      frozen_stages: 1,
      norm_cfg: { type: 'BN', requires_grad: false },
      norm_eval: true,
      style: 'pytorch',
      init_cfg: { type: 'Pretrained', checkpoint: 'torchvision://resnet50' },
    },
    bbox_head: {
      type: 'DETRHead',
      num_classes: 80,
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
      loss_cls: {
        type: 'CrossEntropyLoss',
        bg_cls_weight: 0.1,
        use_sigmoid: false,
        loss_weight: 1,
        class_weight: 1,
      },
      loss_bbox: { type: 'L1Loss', loss_weight: 5 },
      loss_iou: { type: 'GIoULoss', loss_weight: 2 },
    },
    train_cfg: {
      assigner: {
        type: 'HungarianAssigner',
        cls_cost: { type: 'ClassificationCost', weight: 1 },
        reg_cost: { type: 'BBoxL1Cost', weight: 5, box_format: 'xywh' },
        iou_cost: { type: 'IoUCost', iou_mode: 'giou', weight: 2 },
      },
    },
    test_cfg: { max_per_img: 100 },
  },
});
