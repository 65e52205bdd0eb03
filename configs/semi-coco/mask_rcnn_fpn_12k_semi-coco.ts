/**
 * Mask R-CNN, ResNet-50, FPN; 12,000 iterations on one percent of COCO's labels.
 *
 * Run:       bash tools/dist_train.sh configs/semi-coco/mask_rcnn_fpn_12k_semi-coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_mask-rcnn/final_model.pth
 * Data:      npx tsx tools/generate_semi_coco.ts makes the lists of images; other folds and percentages by
 *            data.train.ann_file=data/coco/semi_supervised_annotations/instances_train2017.2@10.json
 * Reference: none published for this config.
 */
import { defineConfig } from 'aligndet';
import { wandbHook } from '../_base_/default_runtime.ts';

const norm_cfg = { type: 'SyncBN', requires_grad: true } as const;
const data_root = 'data/coco/';

export default defineConfig({
  _base_: [
    '../_base_/models/mask_rcnn_r50_fpn.ts',
    '../_base_/datasets/coco_instance.ts',
    '../_base_/schedules/schedule_12k.ts',
    '../_base_/default_runtime.ts',
  ],
  norm_cfg,
  model: { backbone: { norm_cfg }, neck: { norm_cfg } },
  custom_hooks: [{ type: 'NumClassCheckHook' }, wandbHook('semi-coco')],
  data_root,
  data: {
    train: { ann_file: `${data_root}semi_supervised_annotations/instances_train2017.1@1.json` },
  },
  evaluation: { interval: 12000 },
  checkpoint_config: { interval: 12000 },
  custom_imports: null,
});
