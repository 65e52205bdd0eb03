/**
 * AlignDet's pre-training of Mask R-CNN on Swin-Base; 12 epochs on COCO without labels.
 *
 * First:     npx aligndet generate-proposals --images data/coco/train2017
 *            --out data/coco/filtered_proposals/train2017_ratio3size0008@0.5.json
 * Run:       bash tools/dist_train.sh configs/other_backbones/selfsup/selfsup_mask-rcnn_swin-b.ts 8 --work-dir work_dirs/selfsup_mask-rcnn_swin-b
 * Reference: no number in the README; weights and log of the authors:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/pretrain/selfsup_mask-rcnn_swin-b_mstrain-soft-teacher_sampler-4096_temp0.5
 */
import { defineConfig } from 'aligndet';

const pretrained =
  'https://github.com/SwinTransformer/storage/releases/download/v1.0.0/swin_base_patch4_window7_224_22k.pth';

export default defineConfig({
  _base_: ['selfsup_mask-rcnn_swin-s.ts'],
  pretrained,
  model: {
    backbone: {
      backbone: {
        embed_dims: 128,
        num_heads: [4, 8, 16, 32],
        init_cfg: { type: 'Pretrained', checkpoint: pretrained },
      },
      neck: { in_channels: [128, 256, 512, 1024] },
    },
  },
});
