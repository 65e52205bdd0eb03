/**
 * Mask R-CNN as MoCo trains it: six scales, no frozen stage, synchronised batch norm also in the heads; 12 epochs.
 *
 * Run:       bash tools/dist_train.sh configs/coco/mask_rcnn_r50_fpn_mstrain_1x_coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_mask-rcnn_mocov2/final_model.pth
 * Reference: no number in the README; weights and log of the authors, from a MoCo v2 backbone:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/finetune/finetune_mask-rcnn_1x_coco_mocov2-init_moco-setting
 */
import { defineConfig, type Pipeline } from 'aligndet';
import { img_norm_cfg } from '../_base_/datasets/coco_detection.ts';

const norm_cfg = { type: 'SyncBN', requires_grad: true } as const;
const train_pipeline = [
  { type: 'LoadImageFromFile' },
  { type: 'LoadAnnotations', with_bbox: true, with_mask: true },
  {
    type: 'Resize',
    img_scale: [
      [1333, 640],
      [1333, 672],
      [1333, 704],
      [1333, 736],
      [1333, 768],
      [1333, 800],
    ],
    multiscale_mode: 'value',
    keep_ratio: true,
  },
  { type: 'RandomFlip', flip_ratio: 0.5 },
  { type: 'Normalize', ...img_norm_cfg },
  { type: 'Pad', size_divisor: 32 },
  { type: 'DefaultFormatBundle' },
  { type: 'Collect', keys: ['img', 'gt_bboxes', 'gt_labels', 'gt_masks'] },
] as const satisfies Pipeline;

export default defineConfig({
  _base_: 'mask_rcnn_r50_fpn_1x_coco.ts',
  norm_cfg,
  model: {
    backbone: { frozen_stages: -1, norm_cfg, norm_eval: false },
    neck: { norm_cfg },
    roi_head: { bbox_head: { type: 'Shared4Conv1FCBBoxHead', norm_cfg }, mask_head: { norm_cfg } },
  },
  img_norm_cfg,
  train_pipeline,
  data: { train: { pipeline: train_pipeline } },
  custom_imports: null,
});
