/** Hybrid Task Cascade (https://arxiv.org/abs/1901.07518) without its semantic branch, on Swin-Tiny with FPN. */
import { defineConfig } from 'aligndet';

/** Each of the three stages regresses finer: its targets have smaller deviations. */
const bboxHead = (targetStds: readonly [number, number, number, number]) =>
  ({
    type: 'Shared4Conv1FCBBoxHead',
    in_channels: 256,
    fc_out_channels: 1024,
    roi_feat_size: 7,
    num_classes: 80,
    bbox_coder: { type: 'DeltaXYWHBBoxCoder', target_means: [0, 0, 0, 0], target_stds: targetStds },
    reg_class_agnostic: true,
    loss_cls: { type: 'CrossEntropyLoss', use_sigmoid: false, loss_weight: 1 },
    loss_bbox: { type: 'SmoothL1Loss', beta: 1, loss_weight: 1 },
  }) as const;

const maskHead = {
  num_convs: 4,
  in_channels: 256,
  conv_out_channels: 256,
  num_classes: 80,
  loss_mask: { type: 'CrossEntropyLoss', use_mask: true, loss_weight: 1 },
} as const;

/** Each stage asks for a better overlap of its positives. */
export const rcnnStage = (iou: number) =>
  ({
    assigner: {
      type: 'MaxIoUAssigner',
      pos_iou_thr: iou,
      neg_iou_thr: iou,
      min_pos_iou: iou,
      ignore_iof_thr: -1,
    },
    sampler: {
      type: 'RandomSampler',
      num: 512,
      pos_fraction: 0.25,
      neg_pos_ub: -1,
      add_gt_as_proposals: true,
    },
    mask_size: 28,
    pos_weight: -1,
    debug: false,
  }) as const;

export default defineConfig({
  model: {
    type: 'HybridTaskCascade',
    pretrained: null,
    backbone: {
      type: 'SwinTransformer',
      embed_dim: 96,
      depths: [2, 2, 6, 2],
      num_heads: [3, 6, 12, 24],
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
      use_checkpoint: false,
    },
    neck: { type: 'FPN', in_channels: [96, 192, 384, 768], out_channels: 256, num_outs: 5 },
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
      type: 'HybridTaskCascadeRoIHead',
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
        bboxHead([0.1, 0.1, 0.2, 0.2]),
        bboxHead([0.05, 0.05, 0.1, 0.1]),
        bboxHead([0.033, 0.033, 0.067, 0.067]),
      ],
      mask_roi_extractor: {
        type: 'SingleRoIExtractor',
        roi_layer: { type: 'RoIAlign', output_size: 14, sampling_ratio: 0 },
        out_channels: 256,
        featmap_strides: [4, 8, 16, 32],
      },
      mask_head: [
        { type: 'HTCMaskHead', with_conv_res: false, ...maskHead }, // no stage before it to take features from
        { type: 'HTCMaskHead', ...maskHead },
        { type: 'HTCMaskHead', ...maskHead },
      ],
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
        score_thr: 0.05,
        nms: { type: 'nms', iou_threshold: 0.5 },
        max_per_img: 100,
        mask_thr_binary: 0.5,
      },
    },
  },
});
