/**
 * AlignDet's pre-training of Mask R-CNN on MobileNetV2; 12 epochs on COCO without labels.
 *
 * First:     npx aligndet generate-proposals --images data/coco/train2017
 *            --out data/coco/filtered_proposals/train2017_ratio3size0008@0.5.json
 * Run:       bash tools/dist_train.sh configs/other_backbones/selfsup/selfsup_mask-rcnn_mbv2.ts 8 --work-dir work_dirs/selfsup_mask-rcnn_mbv2
 * Reference: no number in the README; weights and log of the authors:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/pretrain/selfsup_mask-rcnn_mbv2_mstrain-soft-teacher_1x_coco_sampler-4096_temp0.5
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: ['../../selfsup/mask_rcnn.ts'],
  model: {
    backbone: {
      backbone: {
        _delete_: true,
        type: 'MobileNetV2',
        frozen_stages: 7,
        norm_cfg: { type: 'BN', requires_grad: false },
        norm_eval: true,
        init_cfg: { type: 'Pretrained', checkpoint: 'open-mmlab://mmdet/mobilenet_v2' },
      },
      neck: { in_channels: [24, 32, 96, 1280] },
    },
  },
  find_unused_parameters: true,
});
