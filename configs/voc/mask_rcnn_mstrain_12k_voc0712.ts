/**
 * Faster R-CNN (Mask R-CNN without its masks), ResNet-50, FPN; 12,000 iterations on PASCAL VOC 2007 and 2012.
 *
 * Run:       bash tools/dist_train.sh configs/voc/mask_rcnn_mstrain_12k_voc0712.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_mask-rcnn/final_model.pth optimizer.lr=3e-2 optimizer.weight_decay=5e-5
 * Reference: no number in the README; weights and log of the authors:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/finetune/finetune_mask-rcnn_12k_voc0712_lr3e-2_wd5e-5
 */
import { defineConfig } from 'aligndet';

const norm_cfg = { type: 'SyncBN', requires_grad: true } as const;

export default defineConfig({
  _base_: [
    '../_base_/models/mask_rcnn_r50_fpn.ts',
    '../_base_/datasets/voc0712.ts',
    '../_base_/schedules/schedule_12k.ts',
    '../_base_/default_runtime.ts',
  ],
  norm_cfg,
  model: {
    backbone: { norm_cfg },
    neck: { norm_cfg },
    roi_head: { bbox_head: { num_classes: 20 }, mask_roi_extractor: null, mask_head: null },
  },
  checkpoint_config: { interval: 12000 },
  evaluation: { interval: 12000 },
  custom_imports: null,
});
