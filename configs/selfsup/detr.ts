/**
 * AlignDet's pre-training of DETR, ResNet-50; 50 epochs on COCO without labels. The classes are 256 clusters of
 * proposals.
 *
 * First:     npx aligndet generate-proposals --images data/coco/train2017
 *            --out data/coco/filtered_proposals/train2017_ratio3size0008@0.5.json --clusters 256
 * Run:       bash tools/dist_train.sh configs/selfsup/detr.ts 32 --work-dir work_dirs/selfsup_detr
 * Reference: DETR gains 2.3 mAP from it (abstract of https://arxiv.org/abs/2307.11077); weights and log:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/pretrain/selfsup_detr_cluster-id-as-class_contrastive
 */
import { defineConfig, type Pipeline } from 'aligndet';
import { wandbHook } from '../_base_/default_runtime.ts';

const classes = Array.from({ length: 256 }, (_, i) => `cluster_${i + 1}`);
const load_pipeline = [
  { type: 'LoadImageFromFile' },
  { type: 'LoadAnnotations', with_bbox: true, with_mask: false },
  { type: 'SelectTopKProposals', topk: 50 }, // below the number of queries
] as const satisfies Pipeline;
const data_root = 'data/coco/';

export default defineConfig({
  _base_: [
    '../_base_/models/selfsup_detr_r50.ts',
    '../_base_/datasets/coco_soft-teacher.ts',
    '../_base_/default_runtime.ts',
  ],
  classes,
  custom_hooks: [{ type: 'MomentumUpdateHook' }, wandbHook('pretrain')],
  load_pipeline,
  data_root,
  data: {
    train: {
      dataset: {
        classes,
        ann_file: `${data_root}filtered_proposals/train2017_ratio3size0008@0.5_cluster-id-as-class.json`,
        pipeline: load_pipeline,
      },
    },
  },
  optimizer: { type: 'AdamW', lr: 2e-4, weight_decay: 1e-4 }, // twice DETR's rate for four times its batch
  optimizer_config: { grad_clip: { max_norm: 0.1, norm_type: 2 } },
  lr_config: { policy: 'step', step: [40] },
  runner: { type: 'EpochBasedRunner', max_epochs: 50 },
  auto_scale_lr: { enable: true, base_batch_size: 64 },
});
