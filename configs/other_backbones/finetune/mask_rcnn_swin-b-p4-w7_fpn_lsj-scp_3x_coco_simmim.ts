/**
 * Mask R-CNN, Swin-Base pre-trained by SimMIM, FPN; 36 epochs, large-scale jitter and copy-paste.
 *
 * Run:       bash tools/dist_train.sh configs/other_backbones/finetune/mask_rcnn_swin-b-p4-w7_fpn_lsj-scp_3x_coco_simmim.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_mask-rcnn_swin-b_simmim/final_model.pth optimizer.lr=9e-5 optimizer.weight_decay=2.5e-3
 * Reference: none published for this config.
 */
import { defineConfig } from 'aligndet';
import { simmimFineTuning } from './mask_rcnn_swin-b-p4-w7_fpn_lsj_3x_coco_simmim.ts';

export default defineConfig({
  _base_: [
    '../../_base_/models/mask_rcnn_r50_fpn.ts',
    '../../_base_/datasets/coco_ins-lsj-scp.ts',
    '../../_base_/schedules/schedule_1x.ts',
    '../../_base_/default_runtime.ts',
  ],
  ...simmimFineTuning,
});
