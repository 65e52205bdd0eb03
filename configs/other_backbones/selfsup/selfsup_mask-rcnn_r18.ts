/**
 * AlignDet's pre-training of Mask R-CNN on ResNet-18; 12 epochs on COCO without labels.
 *
 * First:     npx aligndet generate-proposals --images data/coco/train2017
 *            --out data/coco/filtered_proposals/train2017_ratio3size0008@0.5.json
 * Run:       bash tools/dist_train.sh configs/other_backbones/selfsup/selfsup_mask-rcnn_r18.ts 8 --work-dir work_dirs/selfsup_mask-rcnn_r18
 * Reference: no number in the README; weights and log of the authors:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/pretrain/selfsup_mask-rcnn_r18_mstrain-soft-teacher_sampler-4096_temp0.5_1x_coco
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: ['../../selfsup/mask_rcnn.ts'],
  model: {
    backbone: {
      backbone: { depth: 18, init_cfg: { type: 'Pretrained', checkpoint: 'torchvision://resnet18' } },
      neck: { in_channels: [64, 128, 256, 512] },
    },
  },
});
