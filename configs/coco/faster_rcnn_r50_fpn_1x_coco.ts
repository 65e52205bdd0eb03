/**
 * Faster R-CNN, ResNet-50, FPN; 12 epochs on COCO. Starts from the pre-training of Mask R-CNN.
 *
 * Run:       bash tools/dist_train.sh configs/coco/faster_rcnn_r50_fpn_1x_coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_mask-rcnn/final_model.pth optimizer.lr=3e-2 optimizer.weight_decay=5e-5
 * Reference: AlignDet gains 3.3 mAP over an ImageNet backbone alone (abstract of https://arxiv.org/abs/2307.11077, which
 *            names no schedule); weights and log: https://huggingface.co/spaces/limingcv/AlignDet/tree/main/finetune/finetune_faster-rcnn_1x_coco_lr3e-2_wd5e-5
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: 'mask_rcnn_r50_fpn_1x_coco.ts',
  model: { roi_head: { mask_roi_extractor: null, mask_head: null } },
  evaluation: { interval: 1, metric: 'bbox', save_best: 'auto', gpu_collect: true },
});
