/**
 * DETR, ResNet-50; 750,000 iterations, about 100 epochs of all of COCO, on a part of its labels.
 *
 * Run:       bash tools/dist_train.sh configs/semi-coco/detr_100e_semi-coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_detr/final_model.pth
 *            data.train.ann_file=data/coco/semi_supervised_annotations/instances_train2017.1@10.json
 * Reference: none published for this config.
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: 'detr_50e_semi-coco.ts',
  lr_config: { step: [600000] },
  runner: { max_iters: 750000 },
  evaluation: { interval: 750000 },
  checkpoint_config: { interval: 750000 },
});
