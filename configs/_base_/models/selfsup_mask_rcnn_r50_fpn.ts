/** AlignDet's pre-training of Mask R-CNN and Faster R-CNN: everything behind a frozen ResNet-50 learns. */
import { defineConfig } from 'aligndet';

export default defineConfig({
  model: {
    type: 'SelfSupDetector',
    backbone: {
      type: 'SelfSupMaskRCNN',
      backbone: {
        type: 'ResNet',
        depth: 50,
        num_stages: 4,
        out_indices: [0, 1, 2, 3],
        frozen_stages: 4,
        norm_cfg: { type: 'BN', requires_grad: false },
        norm_eval: true,
        style: 'pytorch',
        init_cfg: { type: 'Pretrained', checkpoint: 'torchvision://resnet50' },
      },
      neck: { type: 'FPN', in_channels: [256, 512, 1024, 2048], out_channels: 256, num_outs: 5 },
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
        loss_bbox: { type: 'L1Loss', loss_weight: 1 },
      },
      roi_head: {
        type: 'SelfSupStandardRoIHead',
        bbox_roi_extractor: {
          type: 'SingleRoIExtractor',
          roi_layer: { type: 'RoIAlign', output_size: 7, sampling_ratio: 0 },
          out_channels: 256,
          featmap_strides: [4, 8, 16, 32],
        },
        bbox_head: {
          type: 'SelfSupShared4Conv1FCBBoxHead',
          in_channels: 256,
          num_classes: 256, // here the width of the contrasted feature
          roi_feat_size: 7,
          reg_class_agnostic: false,
          loss_bbox: { type: 'L1Loss', loss_weight: 1 },
          loss_cls: { type: 'ContrastiveLoss', loss_weight: 1, temperature: 0.5 },
        },
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
            match_low_quality: true,
            ignore_iof_thr: -1,
          },
          sampler: {
            type: 'RandomSampler',
            num: 4096,
            pos_fraction: 1,
            neg_pos_ub: -1,
            add_gt_as_proposals: false,
          },
          allowed_border: -1,
          pos_weight: -1,
          debug: false,
        },
        rpn_proposal: {
          nms_pre: 2000,
          max_per_img: 1000,
          nms: { type: 'nms', iou_threshold: 0.7 },
          min_bbox_size: 0,
        },
        rcnn: {
          assigner: {
            type: 'MaxIoUAssigner',
            pos_iou_thr: 0.5,
            neg_iou_thr: 0.5,
            min_pos_iou: 0.5,
            match_low_quality: true,
            ignore_iof_thr: -1,
            gt_max_assign_all: false, // one box per proposal: the one that overlaps it most
          },
          sampler: {
            type: 'RandomSampler',
            num: 4096,
            pos_fraction: 1, // contrasting has no use for negatives
            neg_pos_ub: 0,
            add_gt_as_proposals: true,
          },
          mask_size: 28,
          pos_weight: -1,
          debug: false,
        },
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
  },
});
