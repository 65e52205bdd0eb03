/**
 * Mask R-CNN, MobileNetV2, FPN; 12 epochs on COCO.
 *
 * Run:       bash tools/dist_train.sh configs/other_backbones/finetune/mask_rcnn_mbv2_fpn_1x_coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_mask-rcnn_mbv2/final_model.pth
 * Reference: no number in the README; weights and log of the authors:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/finetune/finetune_mask-rcnn_mbv2_1x_coco
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: ['../../coco/mask_rcnn_r50_fpn_1x_coco.ts'],
  model: {
    backbone: {
      _delete_: true,
      type: 'MobileNetV2',
      init_cfg: { type: 'Pretrained', checkpoint: 'open-mmlab://mmdet/mobilenet_v2' },
    },
    neck: { in_channels: [24, 32, 96, 1280] },
  },
});
