/**
 * Faster R-CNN in the setting of MoCo: six scales, nothing frozen, batch norm in the heads; 12 epochs.
 *
 * Run:       bash tools/dist_train.sh configs/coco/faster_rcnn_r50_fpn_mstrain_1x_coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_mask-rcnn/final_model.pth
 * Reference: none published for this config.
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: 'mask_rcnn_r50_fpn_mstrain_1x_coco.ts',
  model: { roi_head: { mask_roi_extractor: null, mask_head: null } },
  evaluation: { interval: 1, metric: 'bbox', save_best: 'auto', gpu_collect: true },
});
