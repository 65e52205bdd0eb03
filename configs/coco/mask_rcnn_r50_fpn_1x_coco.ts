/**
 * Mask R-CNN, ResNet-50, FPN; 12 epochs on COCO, from AlignDet's pre-training.
 *
 * Run:       bash tools/dist_train.sh configs/coco/mask_rcnn_r50_fpn_1x_coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_mask-rcnn/final_model.pth optimizer.lr=3e-2 optimizer.weight_decay=5e-5
 *            (AlignDet's README: 1.5 times the learning rate and half the weight decay of a run without pre-training)
 * Reference: no number in the README; weights and log of the authors:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/finetune/finetune_mask-rcnn_1x_coco_lr3e-2_wd5e-5
 */
import { defineConfig } from 'aligndet';

const norm_cfg = { type: 'SyncBN', requires_grad: true } as const;

export default defineConfig({
  _base_: [
    '../_base_/models/mask_rcnn_r50_fpn.ts',
    '../_base_/datasets/coco_instance.ts',
    '../_base_/schedules/schedule_1x.ts',
    '../_base_/default_runtime.ts',
  ],
  norm_cfg,
  model: { backbone: { norm_cfg }, neck: { norm_cfg } },
  custom_imports: null,
});
