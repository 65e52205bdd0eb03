/**
 * Mask R-CNN, Swin-Small, FPN; 12 epochs on COCO with DETR's scales and crops.
 *
 * Run:       bash tools/dist_train.sh configs/other_backbones/finetune/mask_rcnn_swin-s-p4-w7_fpn_ms-crop_1x_coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_mask-rcnn_swin-s/final_model.pth
 * Reference: no number in the README; weights and log of the authors:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/finetune/finetune_mask-rcnn_swin-s_1x_coco
 */
import { defineConfig, type Pipeline } from 'aligndet';
import { img_norm_cfg } from '../../_base_/datasets/coco_detection.ts';
import { scaleOrCrop } from '../../coco/detr_r50_8x2_150e_coco.ts';

const train_pipeline = [
  { type: 'LoadImageFromFile' },
  { type: 'LoadAnnotations', with_bbox: true, with_mask: true },
  { type: 'RandomFlip', flip_ratio: 0.5 },
  scaleOrCrop,
  { type: 'Normalize', ...img_norm_cfg },
  { type: 'Pad', size_divisor: 32 },
  { type: 'DefaultFormatBundle' },
  { type: 'Collect', keys: ['img', 'gt_bboxes', 'gt_labels', 'gt_masks'] },
] as const satisfies Pipeline;
const norm_cfg = { type: 'SyncBN', requires_grad: true } as const;
const pretrained =
  'https://github.com/SwinTransformer/storage/releases/download/v1.0.0/swin_small_patch4_window7_224.pth';

export default defineConfig({
  _base_: [
    '../../_base_/models/mask_rcnn_r50_fpn.ts',
    '../../_base_/datasets/coco_instance.ts',
    '../../_base_/schedules/schedule_1x.ts',
    '../../_base_/default_runtime.ts',
  ],
  img_norm_cfg,
  train_pipeline,
  data: { train: { pipeline: train_pipeline } },
  norm_cfg,
  pretrained,
  model: {
    type: 'MaskRCNN',
    backbone: {
      _delete_: true,
      type: 'SwinTransformer',
      embed_dims: 96,
      depths: [2, 2, 18, 2],
      num_heads: [3, 6, 12, 24],
      window_size: 7,
      mlp_ratio: 4,
      qkv_bias: true,
      qk_scale: null,
      drop_rate: 0,
      attn_drop_rate: 0,
      drop_path_rate: 0.2,
      patch_norm: true,
      out_indices: [0, 1, 2, 3],
      with_cp: false,
      convert_weights: true,
      init_cfg: { type: 'Pretrained', checkpoint: pretrained },
    },
    neck: { in_channels: [96, 192, 384, 768], norm_cfg },
  },
  optimizer: {
    _delete_: true,
    type: 'AdamW',
    lr: 1e-4,
    betas: [0.9, 0.999],
    weight_decay: 0.05,
    paramwise_cfg: {
      custom_keys: {
        absolute_pos_embed: { decay_mult: 0 },
        relative_position_bias_table: { decay_mult: 0 },
        norm: { decay_mult: 0 },
      },
    },
  },
  lr_config: { warmup_iters: 1000, step: [8, 11] },
  runner: { max_epochs: 12 },
  custom_imports: null,
});
