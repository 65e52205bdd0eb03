/**
 * AlignDet's pre-training of RetinaNet, ResNet-50; 12 epochs on COCO without labels.
 *
 * First:     npx aligndet generate-proposals --images data/coco/train2017
 *            --out data/coco/filtered_proposals/train2017_ratio3size0008@0.5.json
 * Run:       bash tools/dist_train.sh configs/selfsup/retinanet.ts 8 --work-dir work_dirs/selfsup_retinanet
 * Reference: RetinaNet gains 2.1 mAP from it (abstract of https://arxiv.org/abs/2307.11077); weights and log:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/pretrain/selfsup_retinanet_mstrain-soft-teacher_sampler-2048_temp0.5
 */
import { defineConfig, type Pipeline } from 'aligndet';
import { wandbHook } from '../_base_/default_runtime.ts';

const load_pipeline = [
  { type: 'LoadImageFromFile' },
  { type: 'LoadAnnotations', with_bbox: true, with_mask: false },
  { type: 'SelectTopKProposals', topk: 50 }, // all proposals (-1) do not fit a GPU's memory
] as const satisfies Pipeline;

export default defineConfig({
  _base_: [
    '../_base_/models/selfsup_retinanet_r50_fpn.ts',
    '../_base_/datasets/coco_soft-teacher.ts',
    '../_base_/schedules/schedule_1x.ts',
    '../_base_/default_runtime.ts',
  ],
  custom_hooks: [{ type: 'MomentumUpdateHook' }, wandbHook('pretrain')],
  load_pipeline,
  data: { train: { dataset: { pipeline: load_pipeline } } },
  optimizer: { lr: 0.01 },
});
