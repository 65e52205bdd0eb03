/**
 * Mask R-CNN, Swin-Large, FPN; 12 epochs on COCO.
 *
 * Run:       bash tools/dist_train.sh configs/other_backbones/finetune/mask_rcnn_swin-l-p4-w7_fpn_ms-crop_1x_coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_mask-rcnn_swin-l/final_model.pth
 * Reference: none published for this config.
 */
import { defineConfig } from 'aligndet';

const pretrained =
  'https://github.com/SwinTransformer/storage/releases/download/v1.0.0/swin_large_patch4_window7_224_22k.pth';

export default defineConfig({
  _base_: ['mask_rcnn_swin-s-p4-w7_fpn_ms-crop_1x_coco.ts'],
  pretrained,
  model: {
    backbone: {
      embed_dims: 192,
      num_heads: [6, 12, 24, 48],
      init_cfg: { type: 'Pretrained', checkpoint: pretrained },
    },
    neck: { in_channels: [192, 384, 768, 1536] },
  },
});
