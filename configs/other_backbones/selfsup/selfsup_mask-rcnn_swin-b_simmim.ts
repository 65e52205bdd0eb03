/**
 * AlignDet's pre-training of Mask R-CNN on a Swin-Base that SimMIM (https://arxiv.org/abs/2111.09886) pre-trained; 12 epochs.
 *
 * First:     npx aligndet generate-proposals --images data/coco/train2017
 *            --out data/coco/filtered_proposals/train2017_ratio3size0008@0.5.json
 * Run:       bash tools/dist_train.sh configs/other_backbones/selfsup/selfsup_mask-rcnn_swin-b_simmim.ts 8 --work-dir work_dirs/selfsup_mask-rcnn_swin-b_simmim
 * Reference: no number in the README; weights and log of the authors:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/pretrain/selfsup_mask-rcnn_swin-b_simmim-800e
 */
import { defineConfig } from 'aligndet';

const pretrained = 'pretrain/simmim/simmim_800e_official.pth'; // from https://github.com/microsoft/SimMIM

export default defineConfig({
  _base_: ['selfsup_mask-rcnn_swin-b.ts'],
  pretrained,
  model: { backbone: { backbone: { init_cfg: { type: 'Pretrained', checkpoint: pretrained } } } },
  optimizer: { lr: 6e-5 }, // SimMIM, appendix C.1, as is the batch of 32
  data: { samples_per_gpu: 4 },
  auto_scale_lr: { enable: true, base_batch_size: 32 },
});
