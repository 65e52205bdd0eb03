/**
 * Faster R-CNN, ResNet-18, FPN; 12 epochs on COCO. Starts from the pre-training of Mask R-CNN.
 *
 * Run:       bash tools/dist_train.sh configs/other_backbones/finetune/faster_rcnn_r18_fpn_1x_coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_mask-rcnn_r18/final_model.pth
 * Reference: none published for this config.
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: 'mask_rcnn_r18_fpn_1x_coco.ts',
  model: { roi_head: { mask_roi_extractor: null, mask_head: null } },
  evaluation: { interval: 1, metric: 'bbox', save_best: 'auto', gpu_collect: true },
});
