/**
 * DETR, ResNet-50; 150 epochs on COCO, the whole model learning as in UP-DETR.
 *
 * Run:       bash tools/dist_train.sh configs/coco/detr_r50_8x2_150e_coco.ts 8 --cfg-options
 *            load_from=work_dirs/selfsup_detr/final_model.pth
 * Reference: AlignDet gains 2.3 mAP over an ImageNet backbone alone "under fewer epochs" (abstract of
 *            https://arxiv.org/abs/2307.11077, which names no schedule); weights and log:
 *            https://huggingface.co/spaces/limingcv/AlignDet/tree/main/finetune/finetune_detr_150e_coco_lr-mult-0.1_selfsup-clusters-as-classes_add-contrastive-temp0.5-weight1.0
 */
import { defineConfig, type Pipeline } from 'aligndet';
import { img_norm_cfg, testPipeline } from '../_base_/datasets/coco_detection.ts';

const shortEdges = [480, 512, 544, 576, 608, 640, 672, 704, 736, 768, 800];
const scales = shortEdges.map((edge) => [edge, 1333] as const);

/** DETR's own: half of the images are cropped before they take their final scale. */
export const scaleOrCrop = {
  type: 'AutoAugment',
  policies: [
    [{ type: 'Resize', img_scale: scales, multiscale_mode: 'value', keep_ratio: true }],
    [
      {
        type: 'Resize',
        img_scale: [
          [400, 1333],
          [500, 1333],
          [600, 1333],
        ],
        multiscale_mode: 'value',
        keep_ratio: true,
      },
      { type: 'RandomCrop', crop_type: 'absolute_range', crop_size: [384, 600], allow_negative_crop: true },
      { type: 'Resize', img_scale: scales, multiscale_mode: 'value', override: true, keep_ratio: true },
    ],
  ],
} as const;

/** Images are padded to the batch only, not to a multiple: DETR masks the rest out. */
export const train_pipeline = [
  { type: 'LoadImageFromFile' },
  { type: 'LoadAnnotations', with_bbox: true },
  { type: 'RandomFlip', flip_ratio: 0.5 },
  scaleOrCrop,
  { type: 'Normalize', ...img_norm_cfg },
  { type: 'Pad', size_divisor: 1 },
  { type: 'DefaultFormatBundle' },
  { type: 'Collect', keys: ['img', 'gt_bboxes', 'gt_labels'] },
] as const satisfies Pipeline;
const test_pipeline = testPipeline(1);
const norm_cfg = { type: 'SyncBN', requires_grad: true } as const;

export default defineConfig({
  _base_: [
    '../_base_/models/detr_r50.ts',
    '../_base_/datasets/coco_detection.ts',
    '../_base_/default_runtime.ts',
  ],
  norm_cfg,
  model: { backbone: { frozen_stages: -1, norm_eval: false, norm_cfg } },
  img_norm_cfg,
  train_pipeline,
  test_pipeline,
  data: {
    samples_per_gpu: 2,
    workers_per_gpu: 2,
    train: { pipeline: train_pipeline },
    val: { pipeline: test_pipeline },
    test: { pipeline: test_pipeline },
  },
  optimizer: {
    type: 'AdamW',
    lr: 1e-4,
    weight_decay: 1e-4,
    paramwise_cfg: { custom_keys: { backbone: { lr_mult: 0.1, decay_mult: 1 } } },
  },
  optimizer_config: { grad_clip: { max_norm: 0.1, norm_type: 2 } },
  lr_config: { policy: 'step', step: [100] },
  runner: { type: 'EpochBasedRunner', max_epochs: 150 },
  custom_imports: null,
});
