/**
 * AlignDet's pre-training of CBNetV2: a composite backbone of two Swin-Large, three cascade stages; 12 epochs on COCO without
 * labels.
 *
 * First:     npx aligndet generate-proposals --images data/coco/train2017
 *            --out data/coco/filtered_proposals/train2017_ratio3size0008@0.5.json
 * Run:       bash tools/dist_train.sh configs/selfsup/cbv2.ts 8 --work-dir work_dirs/selfsup_cbv2
 * Reference: no number in the README; weights and log of the authors:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/pretrain/selfsup_cbv2_swin-L_1x_coco
 */
import { defineConfig } from 'aligndet';
import { wandbHook } from '../_base_/default_runtime.ts';
import { rcnnStage } from '../_base_/models/htc_without_semantic_swin_fpn.ts';
import { bboxHead } from './htc.ts';

export default defineConfig({
  _base_: [
    '../_base_/datasets/coco_soft-teacher_large-resolution.ts',
    '../_base_/schedules/schedule_1x.ts',
    '../_base_/default_runtime.ts',
  ],
  model: {
    type: 'SelfSupDetector',
    backbone: {
      type: 'SelfSupCBv2',
      backbone: {
        type: 'CBSwinTransformer',
        embed_dim: 192,
        depths: [2, 2, 18, 2],
        num_heads: [6, 12, 24, 48],
        window_size: 7,
        mlp_ratio: 4,
        qkv_bias: true,
        qk_scale: null,
        drop_rate: 0,
        attn_drop_rate: 0,
        drop_path_rate: 0.2,
        ape: false,
        patch_norm: true,
        out_indices: [0, 1, 2, 3],
        pretrained:
          'https://github.com/SwinTransformer/storage/releases/download/v1.0.0/swin_large_patch4_window7_224_22k.pth',
        use_checkpoint: false,
      },
      neck: { type: 'CBFPN', in_channels: [192, 384, 768, 1536], out_channels: 256, num_outs: 5 },
      rpn_head: {
        type: 'RPNHead',
        in_channels: 256,
        feat_channels: 256,
        anchor_generator: {
          type: 'AnchorGenerator',
          scales: [8],
          ratios: [0.5, 1, 2],
          strides: [4, 8, 16, 32, 64],
        },
        bbox_coder: { type: 'DeltaXYWHBBoxCoder', target_means: [0, 0, 0, 0], target_stds: [1, 1, 1, 1] },
        loss_cls: { type: 'CrossEntropyLoss', use_sigmoid: true, loss_weight: 1 },
        loss_bbox: { type: 'SmoothL1Loss', beta: 1 / 9, loss_weight: 1 },
      },
      roi_head: {
        type: 'SelfSupCBv2Head',
        interleaved: true,
        mask_info_flow: true,
        num_stages: 3,
        stage_loss_weights: [1, 0.5, 0.25],
        bbox_roi_extractor: {
          type: 'SingleRoIExtractor',
          roi_layer: { type: 'RoIAlign', output_size: 7, sampling_ratio: 0 },
          out_channels: 256,
          featmap_strides: [4, 8, 16, 32],
        },
        bbox_head: [
          bboxHead('SelfSupShared4Conv1FCBBoxHead', [0.1, 0.1, 0.2, 0.2]),
          bboxHead('SelfSupShared4Conv1FCBBoxHead', [0.05, 0.05, 0.1, 0.1]),
          bboxHead('SelfSupShared4Conv1FCBBoxHead', [0.033, 0.033, 0.067, 0.067]),
        ],
        mask_roi_extractor: null,
        mask_head: null,
      },
      train_cfg: {
        rpn: {
          assigner: {
            type: 'MaxIoUAssigner',
            pos_iou_thr: 0.7,
            neg_iou_thr: 0.3,
            min_pos_iou: 0.3,
            ignore_iof_thr: -1,
          },
          sampler: {
            type: 'RandomSampler',
            num: 256,
            pos_fraction: 0.5,
            neg_pos_ub: -1,
            add_gt_as_proposals: false,
          },
          allowed_border: 0,
          pos_weight: -1,
          debug: false,
        },
        rpn_proposal: {
          nms_pre: 2000,
          max_per_img: 2000,
          nms: { type: 'nms', iou_threshold: 0.7 },
          min_bbox_size: 0,
        },
        rcnn: [rcnnStage(0.5), rcnnStage(0.6), rcnnStage(0.7)],
      },
      test_cfg: {
        rpn: { nms_pre: 1000, max_per_img: 1000, nms: { type: 'nms', iou_threshold: 0.7 }, min_bbox_size: 0 },
        rcnn: {
          score_thr: 0.001,
          nms: { type: 'nms', iou_threshold: 0.5 },
          max_per_img: 100,
          mask_thr_binary: 0.5,
        },
      },
    },
  },
  custom_hooks: [{ type: 'MomentumUpdateHook' }, wandbHook('pretrain')],
  find_unused_parameters: true,
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
