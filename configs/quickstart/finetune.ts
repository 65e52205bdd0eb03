/**
 * Slim Mask R-CNN on a small set of images, from random weights or from the quickstart's own pre-training.
 *
 * First:     npm run quickstart, which makes the images
 * Run:       npx aligndet train configs/quickstart/finetune.ts, or on own images: npm run quickstart -- --data FOLDER
 * Reference: none; `work_dirs/quickstart/report.html` shows what a run reached. AP50 of 0.5 or more is the aim.
 */
import { defineConfig } from 'aligndet';
import {
  backbone,
  boxHead,
  neck,
  proposals,
  roiExtractor,
  rpnAssigner,
  rpnHead,
  testPipeline,
  trainPipeline,
} from './pieces.ts';

const classes = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const data_root = 'work_dirs/quickstart/data/';
const img_scale = [320, 240] as const;

const val = {
  type: 'CocoDataset',
  classes,
  ann_file: `${data_root}annotations/instances_val.json`,
  img_prefix: `${data_root}val/`,
  pipeline: testPipeline(img_scale),
} as const;

export default defineConfig({
  model: {
    type: 'MaskRCNN',
    backbone,
    neck,
    rpn_head: rpnHead,
    roi_head: {
      type: 'StandardRoIHead',
      bbox_roi_extractor: roiExtractor(7),
      bbox_head: {
        type: 'Shared4Conv1FCBBoxHead',
        ...boxHead,
        num_classes: classes.length,
        loss_cls: { type: 'CrossEntropyLoss', use_sigmoid: false, loss_weight: 1 },
      },
      mask_roi_extractor: roiExtractor(14),
      mask_head: {
        type: 'FCNMaskHead',
        num_convs: 2,
        in_channels: 64,
        conv_out_channels: 32,
        num_classes: classes.length,
        loss_mask: { type: 'CrossEntropyLoss', use_mask: true, loss_weight: 1 },
      },
    },
    train_cfg: {
      rpn: {
        assigner: rpnAssigner,
        sampler: {
          type: 'RandomSampler',
          num: 256,
          pos_fraction: 0.5,
          neg_pos_ub: -1,
          add_gt_as_proposals: false,
        },
        allowed_border: -1,
        pos_weight: -1,
        debug: false,
      },
      rpn_proposal: proposals,
      rcnn: {
        assigner: { ...rpnAssigner, pos_iou_thr: 0.5, neg_iou_thr: 0.5, min_pos_iou: 0.5 },
        sampler: {
          type: 'RandomSampler',
          num: 64,
          pos_fraction: 0.5,
          neg_pos_ub: -1,
          add_gt_as_proposals: true,
        },
        mask_size: 28,
        pos_weight: -1,
        debug: false,
      },
    },
    test_cfg: {
      rpn: proposals,
      rcnn: {
        score_thr: 0.05,
        nms: { type: 'nms', iou_threshold: 0.5 },
        max_per_img: 100,
        mask_thr_binary: 0.5,
      },
    },
  },
  data: {
    samples_per_gpu: 4,
    workers_per_gpu: 1,
    train: {
      type: 'CocoDataset',
      classes,
      ann_file: `${data_root}annotations/instances_train.json`,
      img_prefix: `${data_root}train/`,
      pipeline: trainPipeline(img_scale, 0.5),
    },
    val,
    test: val,
  },
  evaluation: { interval: 100, metric: ['bbox', 'segm'] },
  optimizer: { type: 'AdamW', lr: 1e-3, weight_decay: 0.05 },
  optimizer_config: { grad_clip: { max_norm: 10, norm_type: 2 } },
  lr_config: {
    policy: 'CosineAnnealing',
    min_lr: 0,
    by_epoch: false,
    warmup: 'linear',
    warmup_iters: 50,
    warmup_ratio: 0.01,
  },
  runner: { type: 'EpochBasedRunner', max_epochs: 5 },
  checkpoint_config: { interval: 100 },
  log_config: { interval: 10, hooks: [{ type: 'TextLoggerHook' }] },
  custom_hooks: [{ type: 'NumClassCheckHook' }],
  log_level: 'INFO',
  load_from: null,
  resume_from: null,
  workflow: [['train', 1]],
});
