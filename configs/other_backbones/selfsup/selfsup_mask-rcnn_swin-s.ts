/**
 * AlignDet's pre-training of Mask R-CNN on Swin-Small; 12 epochs on COCO without labels.
 *
 * First:     npx aligndet generate-proposals --images data/coco/train2017
 *            --out data/coco/filtered_proposals/train2017_ratio3size0008@0.5.json
 * Run:       bash tools/dist_train.sh configs/other_backbones/selfsup/selfsup_mask-rcnn_swin-s.ts 8 --work-dir work_dirs/selfsup_mask-rcnn_swin-s
 * Reference: no number in the README; weights and log of the authors:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/pretrain/selfsup_mask-rcnn_swin-s_mstrain-soft-teacher_sampler-4096_temp0.5
 */
import { defineConfig } from 'aligndet';
import { wandbHook } from '../../_base_/default_runtime.ts';

const pretrained =
  'https://github.com/SwinTransformer/storage/releases/download/v1.0.0/swin_small_patch4_window7_224.pth';

export default defineConfig({
  _base_: [
    '../../_base_/models/selfsup_mask_rcnn_r50_fpn.ts',
    '../../_base_/datasets/coco_soft-teacher.ts',
    '../../_base_/schedules/schedule_1x.ts',
    '../../_base_/default_runtime.ts',
  ],
  custom_hooks: [{ type: 'MomentumUpdateHook' }, wandbHook('pretrain')],
  evaluation: { interval: 65535, metric: 'bbox' },
  pretrained,
  model: {
    backbone: {
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
        frozen_stages: 4,
        convert_weights: true,
        init_cfg: { type: 'Pretrained', checkpoint: pretrained },
      },
      neck: { in_channels: [96, 192, 384, 768] },
    },
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
  find_unused_parameters: true, // mmdetection's Swin leaves parameters of frozen stages without gradients
});
