/**
 * AlignDet's pre-training of Mask R-CNN on Swin-Large; 12 epochs on COCO without labels.
 *
 * First:     npx aligndet generate-proposals --images data/coco/train2017
 *            --out data/coco/filtered_proposals/train2017_ratio3size0008@0.5.json
 * Run:       bash tools/dist_train.sh configs/other_backbones/selfsup/selfsup_mask-rcnn_swin-l.ts 8 --work-dir work_dirs/selfsup_mask-rcnn_swin-l
 * Reference: none published for this config.
 */
import { defineConfig } from 'aligndet';

const pretrained =
  'https://github.com/SwinTransformer/storage/releases/download/v1.0.0/swin_large_patch4_window7_224_22k.pth';

export default defineConfig({
  _base_: ['selfsup_mask-rcnn_swin-s.ts'],
  pretrained,
  model: {
    backbone: {
      backbone: {
        embed_dims: 192,
        num_heads: [6, 12, 24, 48],
        init_cfg: { type: 'Pretrained', checkpoint: pretrained },
      },
      neck: { in_channels: [192, 384, 768, 1536] },
    },
  },
});
