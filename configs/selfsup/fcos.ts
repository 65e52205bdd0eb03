/**
 * AlignDet's pre-training of FCOS, ResNet-50; 12 epochs on COCO without labels.
 *
 * First:     npx aligndet generate-proposals --images data/coco/train2017
 *            --out data/coco/filtered_proposals/train2017_ratio3size0008@0.5.json
 * Run:       bash tools/dist_train.sh configs/selfsup/fcos.ts 8 --work-dir work_dirs/selfsup_fcos
 * Reference: FCOS gains 5.3 mAP from it (abstract of https://arxiv.org/abs/2307.11077); weights and log:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/pretrain/selfsup_fcos_mstrain-soft-teacher_sampler-2048_temp0.5
 */
import { defineConfig } from 'aligndet';
import { wandbHook } from '../_base_/default_runtime.ts';

export default defineConfig({
  _base_: [
    '../_base_/models/selfsup_fcos_r50_fpn.ts',
    '../_base_/datasets/coco_soft-teacher.ts',
    '../_base_/schedules/schedule_1x.ts',
    '../_base_/default_runtime.ts',
  ],
  custom_hooks: [{ type: 'MomentumUpdateHook' }, wandbHook('pretrain')],
  optimizer: { lr: 0.01 },
});
