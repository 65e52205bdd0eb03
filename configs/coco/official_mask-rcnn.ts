/**
 * Mask R-CNN with plain, frozen batch norm, as mmdetection trains it; 12 epochs. The baseline without pre-training.
 *
 * Run:       bash tools/dist_train.sh configs/coco/official_mask-rcnn.ts 8
 * Reference: none published for this config.
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: [
    '../_base_/models/mask_rcnn_r50_fpn.ts',
    '../_base_/datasets/coco_instance.ts',
    '../_base_/schedules/schedule_1x.ts',
    '../_base_/default_runtime.ts',
  ],
  custom_imports: null,
});
