/**
 * DETR, ResNet-50; 375,000 iterations, about 50 epochs of all of COCO, on a part of its labels.
 *
 * Run:       bash tools/dist_train.sh configs/semi-coco/detr_50e_semi-coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_detr/final_model.pth
 *            data.train.ann_file=data/coco/semi_supervised_annotations/instances_train2017.1@10.json
 * Reference: none published for this config.
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: '../coco/detr_r50_8x2_150e_coco.ts',
  lr_config: {
    _delete_: true,
    policy: 'step',
    warmup: 'linear',
    warmup_iters: 500,
    warmup_ratio: 0.001,
    step: [300000],
    by_epoch: false,
  },
  runner: { _delete_: true, type: 'IterBasedRunner', max_iters: 375000 },
  evaluation: { interval: 375000 },
  checkpoint_config: { interval: 375000 },
});
