/**
 * DETR, ResNet-50; 100 epochs on PASCAL VOC 2007 and 2012, scheduled as in DETReg and UP-DETR.
 *
 * Run:       bash tools/dist_train.sh configs/voc/detr_mstrain_100e_voc0712.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_detr/final_model.pth
 * Reference: no number in the README; weights and log of the authors:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/finetune/finetune_detr_100e_voc0712
 */
import { defineConfig } from 'aligndet';

const norm_cfg = { type: 'SyncBN', requires_grad: true } as const;

export default defineConfig({
  _base_: ['../_base_/models/detr_r50.ts', '../_base_/datasets/voc0712.ts', '../_base_/default_runtime.ts'],
  norm_cfg,
  model: { backbone: { norm_cfg }, bbox_head: { num_classes: 20 } },
  optimizer: {
    type: 'AdamW',
    lr: 1e-4,
    weight_decay: 1e-4,
    paramwise_cfg: { custom_keys: { backbone: { lr_mult: 0.1, decay_mult: 1 } } },
  },
  optimizer_config: { grad_clip: null },
  lr_config: { policy: 'step', step: [70] },
  runner: { type: 'EpochBasedRunner', max_epochs: 100 },
  evaluation: { interval: 1, metric: 'mAP', save_best: 'auto' },
  custom_imports: null,
});
