/**
 * DETR trained as a plain detector on clusters of proposals as classes, its backbone fixed; the variant of
 * `detr.ts` without a contrastive loss. 50 epochs.
 *
 * First:     npx aligndet generate-proposals --images data/coco/train2017
 *            --out train2017_ratio3size0008@0.5.json --clusters 256
 * Run:       bash tools/dist_train.sh configs/selfsup/detr_pseudo_label.ts 32 --work-dir work_dirs/selfsup_detr_pseudo_label
 * Reference: none published for this config.
 */
import { defineConfig } from 'aligndet';
import { img_norm_cfg } from '../_base_/datasets/coco_detection.ts';
import { train_pipeline } from '../coco/detr_r50_8x2_150e_coco.ts';

const classes = Array.from({ length: 256 }, (_, i) => `cluster_${i + 1}`);

export default defineConfig({
  _base_: [
    '../_base_/models/detr_r50.ts',
    '../_base_/datasets/coco_detection.ts',
    '../_base_/default_runtime.ts',
  ],
  classes,
  model: { backbone: { frozen_stages: 4 }, bbox_head: { num_classes: 256 } },
  img_norm_cfg,
  train_pipeline,
  data: {
    train: {
      classes,
      pipeline: train_pipeline,
      ann_file: 'train2017_ratio3size0008@0.5_cluster-id-as-class.json',
    },
  },
  optimizer: {
    type: 'AdamW',
    lr: 2e-4,
    weight_decay: 1e-4,
    paramwise_cfg: { custom_keys: { backbone: { lr_mult: 0, decay_mult: 0 } } },
  },
  optimizer_config: { grad_clip: { max_norm: 0.1, norm_type: 2 } },
  lr_config: { policy: 'step', step: [40] },
  runner: { type: 'EpochBasedRunner', max_epochs: 50 },
  auto_scale_lr: { enable: true, base_batch_size: 64 },
  evaluation: { interval: 65535, gpu_collect: true }, // that is, never: pre-training has nothing to evaluate
});
