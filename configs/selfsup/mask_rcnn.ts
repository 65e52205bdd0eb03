/**
 * AlignDet's pre-training of Mask R-CNN and Faster R-CNN, ResNet-50; 12 epochs on COCO without labels.
 *
 * First:     npx aligndet generate-proposals --images data/coco/train2017
 *            --out data/coco/filtered_proposals/train2017_ratio3size0008@0.5.json
 * Run:       bash tools/dist_train.sh configs/selfsup/mask_rcnn.ts 8 --work-dir work_dirs/selfsup_mask-rcnn
 * Next:      npx tsx tools/model_converters/extract_detector_weights.ts work_dirs/selfsup_mask-rcnn/epoch_12.pth
 *            work_dirs/selfsup_mask-rcnn/final_model.pth
 * Reference: Faster R-CNN gains 3.3 mAP from it (abstract of https://arxiv.org/abs/2307.11077); weights and log:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/pretrain/selfsup_mask-rcnn_mstrain-soft-teacher_sampler-4096_temp0.5
 */
import { defineConfig } from 'aligndet';
import { wandbHook } from '../_base_/default_runtime.ts';

export default defineConfig({
  _base_: [
    '../_base_/models/selfsup_mask_rcnn_r50_fpn.ts',
    '../_base_/datasets/coco_soft-teacher.ts',
    '../_base_/schedules/schedule_1x.ts',
    '../_base_/default_runtime.ts',
  ],
  custom_hooks: [{ type: 'MomentumUpdateHook' }, wandbHook('pretrain')],
});
