/**
 * CBNetV2 (https://arxiv.org/abs/2107.00420): Hybrid Task Cascade on a composite backbone of two Swin-Large; 12 epochs.
 *
 * Run:       bash tools/dist_train.sh configs/coco/cbnetv2_swin-L_8x2_1x_coco.ts 64 --cfg-options
 *            load_from=work_dirs/selfsup_cbv2/final_model.pth optimizer.lr=8e-4 optimizer.weight_decay=2.5e-3
 *            (the authors' log is for batches of 128)
 * Reference: no number in the README; weights and log of the authors:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/finetune/finetune_cbnetv2_swin-L_bs128_1x_coco_lr8e-4_wd2.5e-3
 */
import { defineConfig, type Pipeline } from 'aligndet';
import { img_norm_cfg, testPipeline } from '../_base_/datasets/coco_detection.ts';

const data_root = 'data/coco/';
/** HTC's: any scale of the short side between 400 and 1400. */
const train_pipeline = [
  { type: 'LoadImageFromFile' },
  { type: 'LoadAnnotations', with_bbox: true, with_mask: true, with_seg: true },
  {
    type: 'Resize',
    img_scale: [
      [1600, 400],
      [1600, 1400],
    ],
    multiscale_mode: 'range',
    keep_ratio: true,
  },
  { type: 'RandomFlip', flip_ratio: 0.5 },
  { type: 'Normalize', ...img_norm_cfg },
  { type: 'Pad', size_divisor: 32 },
  { type: 'SegRescale', scale_factor: 1 / 8 },
  { type: 'DefaultFormatBundle' },
  { type: 'Collect', keys: ['img', 'gt_bboxes', 'gt_labels', 'gt_masks', 'gt_semantic_seg'] },
] as const satisfies Pipeline;
const test_pipeline = testPipeline(32, [1600, 1400]);

// lint-ignore-file deprecated-key: as published
export default defineConfig({
  _base_: [
    '../_base_/models/htc_without_semantic_swin_fpn.ts',
    '../_base_/datasets/coco_instance.ts',
    '../_base_/schedules/schedule_1x.ts',
    '../_base_/default_runtime.ts',
  ],
  model: {
    type: 'CBNetHybridTaskCascade',
    pretrained:
      'https://github.com/SwinTransformer/storage/releases/download/v1.0.0/swin_large_patch4_window7_224_22k.pth',
    backbone: {
      type: 'CBSwinTransformer',
      embed_dim: 192,
      depths: [2, 2, 18, 2],
      num_heads: [6, 12, 24, 48],
    },
    neck: { type: 'CBFPN', in_channels: [192, 384, 768, 1536] },
    test_cfg: { rcnn: { score_thr: 0.001, nms: { type: 'soft_nms' } } },
  },
  data_root,
  img_norm_cfg,
  train_pipeline,
  test_pipeline,
  data: {
    train: { seg_prefix: `${data_root}stuffthingmaps/train2017/`, pipeline: train_pipeline },
    val: { pipeline: test_pipeline },
    test: { pipeline: test_pipeline },
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
  fp16: { loss_scale: 'dynamic' },
});
