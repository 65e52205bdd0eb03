/** FCOS (https://arxiv.org/abs/1904.01355), ResNet-50 (PyTorch's weights) with FPN over strides 8 to 128. */
import { defineConfig } from 'aligndet';

export default defineConfig({
  model: {
    type: 'FCOS',
    backbone: {
      type: 'ResNet',
      depth: 50,
      num_stages: 4,
      out_indices: [0, 1, 2, 3],
      frozen_stages: 1,
      norm_cfg: { type: 'BN', requires_grad: false },
      norm_eval: true,
      style: 'pytorch',
      init_cfg: { type: 'Pretrained', checkpoint: 'torchvision://resnet50' },
    },
    neck: {
      type: 'FPN',
      in_channels: [256, 512, 1024, 2048],
      out_channels: 256,
      start_level: 1,
      add_extra_convs: 'on_output', // P6 comes from P5, not from C5
      num_outs: 5,
      relu_before_extra_convs: true,
    },
    bbox_head: {
      type: 'FCOSHead',
      num_classes: 80,
      in_channels: 256,
      stacked_convs: 4,
      feat_channels: 256,
      strides: [8, 16, 32, 64, 128],
      loss_cls: { type: 'FocalLoss', use_sigmoid: true, gamma: 2, alpha: 0.25, loss_weight: 1 },
      loss_bbox: { type: 'IoULoss', loss_weight: 1 },
      loss_centerness: { type: 'CrossEntropyLoss', use_sigmoid: true, loss_weight: 1 },
    },
    train_cfg: {
      assigner: {
        type: 'MaxIoUAssigner',
        pos_iou_thr: 0.5,
        neg_iou_thr: 0.4,
        min_pos_iou: 0,
        ignore_iof_thr: -1,
      },
      allowed_border: -1,
      pos_weight: -1,
      debug: false,
    },
    test_cfg: {
      nms_pre: 1000,
      min_bbox_size: 0,
      score_thr: 0.05,
      nms: { type: 'nms', iou_threshold: 0.5 },
      max_per_img: 100,
    },
  },
});
