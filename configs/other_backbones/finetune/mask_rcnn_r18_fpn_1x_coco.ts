/**
 * Mask R-CNN, ResNet-18, FPN; 12 epochs on COCO.
 *
 * Run:       bash tools/dist_train.sh configs/other_backbones/finetune/mask_rcnn_r18_fpn_1x_coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_mask-rcnn_r18/final_model.pth optimizer.lr=3e-2 optimizer.weight_decay=5e-5
 * Reference: no number in the README; weights and log of the authors:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/finetune/finetune_mask-rcnn_r18_1x_coco_lr3e-2_wd5e-5
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: ['../../coco/mask_rcnn_r50_fpn_1x_coco.ts'],
  model: {
    backbone: { depth: 18, init_cfg: { type: 'Pretrained', checkpoint: 'torchvision://resnet18' } },
    neck: { in_channels: [64, 128, 256, 512] },
  },
});
