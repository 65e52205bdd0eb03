/** AlignDet's pre-training of FCOS: everything behind a frozen ResNet-50 learns. */
import { defineConfig } from 'aligndet';

export default defineConfig({
  model: {
    type: 'SelfSupDetector',
    backbone: {
      type: 'SelfSupFCOS',
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
      neck: {
        type: 'FPN',
        in_channels: [256, 512, 1024, 2048],
        out_channels: 256,
        start_level: 1,
        add_extra_convs: 'on_output',
        num_outs: 5,
        relu_before_extra_convs: true,
      },
      bbox_head: {
        type: 'SelfSupFCOSHead',
        in_channels: 256,
        num_classes: 256, // here the width of the contrasted feature
        stacked_convs: 4,
        feat_channels: 256,
        init_cfg: { type: 'Normal', layer: 'Conv2d', std: 0.01, override: null },
        loss_centerness: { type: 'CrossEntropyLoss', use_sigmoid: true, loss_weight: 1 },
        loss_cls: { type: 'ContrastiveLoss', loss_weight: 1, temperature: 0.5 },
        loss_bbox: { type: 'IoULoss', loss_weight: 1 },
      },
      train_cfg: {
        // FCOS assigns by itself; the sampler below wants an assigner beside it.
        assigner: {
          type: 'MaxIoUAssigner',
          pos_iou_thr: 0.5,
          neg_iou_thr: 0.4,
          min_pos_iou: 0,
          ignore_iof_thr: -1,
          gpu_assign_thr: -1,
        },
        sampler: {
          type: 'RandomSampler',
          num: 2048, // boxes per image
          pos_fraction: 1,
          neg_pos_ub: -1,
          add_gt_as_proposals: false,
        },
        allowed_border: -1,
        pos_weight: 1,
        debug: false,
      },
    },
  },
});
