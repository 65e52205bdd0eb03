/**
 * Faster R-CNN, ResNet-50, FPN; 90,000 iterations on a part of COCO's labels.
 *
 * Run:       bash tools/dist_train.sh configs/semi-coco/faster_rcnn_fpn_90k_semi-coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_mask-rcnn/final_model.pth
 *            data.train.ann_file=data/coco/semi_supervised_annotations/instances_train2017.1@10.json
 * Reference: none published for this config.
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: 'faster_rcnn_fpn_12k_semi-coco.ts',
  lr_config: { step: [60000, 82500] },
  runner: { max_iters: 90000 },
  evaluation: { interval: 90000 },
  checkpoint_config: { interval: 90000 },
});
