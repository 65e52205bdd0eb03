/**
 * Mask R-CNN, Swin-Base pre-trained by SimMIM (https://arxiv.org/abs/2111.09886), FPN; 36 epochs, large-scale jitter.
 *
 * Run:       bash tools/dist_train.sh configs/other_backbones/finetune/mask_rcnn_swin-b-p4-w7_fpn_lsj_3x_coco_simmim.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_mask-rcnn_swin-b_simmim/final_model.pth optimizer.lr=9e-5 optimizer.weight_decay=2.5e-3
 * Reference: no number in the README; weights and log of the authors:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/finetune/finetune_mask-rcnn_swin-b_lsj-3x-coco_simmim-800e_lr9e-5_wd2.5e-3
 */
import { defineConfig } from 'aligndet';

const norm_cfg = { type: 'SyncBN', requires_grad: true } as const;
const pretrained = 'pretrain/simmim/simmim_800e_official.pth';

/** Everything but the data: what the run with copy-paste shares with this one. */
export const simmimFineTuning = {
  // lint-ignore unused-variable: as published
  norm_cfg,
  // lint-ignore unused-variable: as published
  pretrained,
  model: {
    type: 'MaskRCNN',
    backbone: {
      _delete_: true,
      type: 'SwinTransformer',
      embed_dims: 128,
      depths: [2, 2, 18, 2],
      num_heads: [4, 8, 16, 32],
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
    neck: { in_channels: [128, 256, 512, 1024], norm_cfg },
  },
  optimizer: {
    _delete_: true,
    type: 'AdamW',
    lr: 6e-5, // SimMIM, appendix C.1, as is the batch of 32
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
  lr_config: { warmup_iters: 1000, step: [24, 33] },
  runner: { max_epochs: 36 },
  custom_imports: null,
  data: { samples_per_gpu: 4 },
  auto_scale_lr: { enable: true, base_batch_size: 32 },
} as const;

export default defineConfig({
  _base_: [
    '../../_base_/models/mask_rcnn_r50_fpn.ts',
    '../../_base_/datasets/coco_ins-lsj.ts',
    '../../_base_/schedules/schedule_1x.ts',
    '../../_base_/default_runtime.ts',
  ],
  ...simmimFineTuning,
});
