/**
 * Mask R-CNN, ResNeXt-101 (32 x 4d, https://arxiv.org/abs/1611.05431), FPN; 12 epochs on COCO.
 *
 * Run:       bash tools/dist_train.sh configs/mmdetection/mask_rcnn_x101_32x4d_fpn_1x_coco.ts 8
 * Reference: 41.9 box AP, 37.5 mask AP on val2017 (mmdetection 2.x model zoo, configs/mask_rcnn).
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: [
    '../_base_/models/mask_rcnn_r50_fpn.ts',
    '../_base_/datasets/coco_instance.ts',
    '../_base_/schedules/schedule_1x.ts',
    '../_base_/default_runtime.ts',
  ],
  model: {
    backbone: {
      _delete_: true,
      type: 'ResNeXt',
      depth: 101,
      groups: 32,
      base_width: 4,
      frozen_stages: 1,
      norm_cfg: { type: 'BN', requires_grad: true },
      norm_eval: true,
      style: 'pytorch',
      init_cfg: { type: 'Pretrained', checkpoint: 'open-mmlab://resnext101_32x4d' },
    },
  },
});
