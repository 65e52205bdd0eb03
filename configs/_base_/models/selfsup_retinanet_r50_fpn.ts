/** AlignDet's pre-training of RetinaNet: everything behind a frozen ResNet-50 learns. There is no test_cfg: nothing is detected. */
import { defineConfig } from 'aligndet';

export default defineConfig({
  model: {
    type: 'SelfSupDetector',
    backbone: {
      type: 'SelfSupRetinaNet',
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
        add_extra_convs: 'on_input',
        num_outs: 5,
      },
      bbox_head: {
        type: 'SelfSupRetinaHead',
        num_classes: 256, // here the width of the contrasted feature
        in_channels: 256,
        stacked_convs: 4,
        feat_channels: 256,
        init_cfg: { type: 'Normal', layer: 'Conv2d', std: 0.01, override: null },
        loss_cls: { type: 'ContrastiveLoss', loss_weight: 1, temperature: 0.5 },
        loss_bbox: { type: 'L1Loss', loss_weight: 1 },
      },
      train_cfg: {
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
          pos_fraction: 1, // contrasting wants positives
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
