/**
 * Faster R-CNN, ResNet-50, path aggregation (https://arxiv.org/abs/1803.01534) instead of FPN; 12 epochs on COCO.
 *
 * Run:       bash tools/dist_train.sh configs/mmdetection/faster_rcnn_r50_pafpn_1x_coco.ts 8
 * Reference: 37.5 box AP on val2017 (mmdetection 2.x model zoo, configs/pafpn).
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: [
    '../_base_/models/faster_rcnn_r50_fpn.ts',
    '../_base_/datasets/coco_detection.ts',
    '../_base_/schedules/schedule_1x.ts',
    '../_base_/default_runtime.ts',
  ],
  model: {
    neck: {
      _delete_: true,
      type: 'PAFPN',
      in_channels: [256, 512, 1024, 2048],
      out_channels: 256,
      num_outs: 5,
    },
  },
});
