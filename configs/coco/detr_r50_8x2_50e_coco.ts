/**
 * DETR, ResNet-50; 50 epochs on COCO.
 *
 * Run:       bash tools/dist_train.sh configs/coco/detr_r50_8x2_50e_coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_detr/final_model.pth
 * Reference: none published for this config; the authors' weights are of the schedule of 150 epochs.
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: ['detr_r50_8x2_150e_coco.ts'],
  lr_config: { step: [40] },
  runner: { max_epochs: 50 },
});
