/**
 * FCOS, ResNet-50 in PyTorch's style, FPN; 12 epochs on COCO, from AlignDet's pre-training.
 *
 * Run:       bash tools/dist_train.sh configs/coco/fcos_r50_fpn_1x_coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_fcos/final_model.pth optimizer.lr=1.5e-2 optimizer.weight_decay=5e-5
 * Reference: AlignDet gains 5.3 mAP over an ImageNet backbone alone (abstract of https://arxiv.org/abs/2307.11077, which
 *            names no schedule); weights and log: https://huggingface.co/spaces/limingcv/AlignDet/tree/main/finetune/finetune_fcos_1x_coco_lr1.5e-2_wd5e.5
 */
import { defineConfig } from 'aligndet';

const norm_cfg = { type: 'SyncBN', requires_grad: true } as const;

export default defineConfig({
  _base_: [
    '../_base_/models/fcos_r50_fpn.ts',
    '../_base_/datasets/coco_detection.ts',
    '../_base_/schedules/schedule_1x.ts',
    '../_base_/default_runtime.ts',
  ],
  norm_cfg,
  model: { backbone: { norm_cfg }, neck: { norm_cfg } },
  optimizer: { lr: 0.01, paramwise_cfg: { bias_lr_mult: 2, bias_decay_mult: 0 } },
  optimizer_config: { _delete_: true, grad_clip: { max_norm: 35, norm_type: 2 } },
  custom_imports: null,
});
