/**
 * Faster R-CNN, Swin-Large, FPN; 12 epochs on COCO.
 *
 * Run:       bash tools/dist_train.sh configs/other_backbones/finetune/faster_rcnn_swin-l-p4-w7_fpn_ms-crop_1x_coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_mask-rcnn_swin-l/final_model.pth
 * Reference: none published for this config.
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: ['mask_rcnn_swin-l-p4-w7_fpn_ms-crop_1x_coco.ts'],
  model: { roi_head: { mask_roi_extractor: null, mask_head: null } },
  evaluation: { interval: 1, metric: 'bbox', save_best: 'auto', gpu_collect: true },
});
