/**
 * AlignDet's pre-training of the slim Mask R-CNN: selective-search proposals, two views of each image, no labels. Unlike
 * in the paper the backbone learns too, because there are no ImageNet weights to start from.
 *
 * First:     npm run quickstart, which makes the images and the proposals
 * Run:       npx aligndet train configs/quickstart/pretrain.ts, or on own images: npm run quickstart -- --data FOLDER
 * Reference: none; `work_dirs/quickstart/report.html` compares fine-tuning with and without it.
 */
import { defineConfig, type Pipeline } from 'aligndet';
import {
  backbone,
  boxHead,
  neck,
  proposals,
  roiExtractor,
  rpnAssigner,
  rpnHead,
  viewPipeline,
} from './pieces.ts';

const classes = ['selective_search'];
const data_root = 'work_dirs/quickstart/data/';

const load_pipeline = [
  { type: 'LoadImageFromFile' },
  { type: 'LoadAnnotations', with_bbox: true, with_mask: false },
  { type: 'SelectTopKProposals', topk: 30 },
] as const satisfies Pipeline;
const view = viewPipeline([
  [320, 208],
  [320, 240],
  [288, 216],
]);

export default defineConfig({
  model: {
    type: 'SelfSupDetector',
    base_momentum: 0.99, // the run is short
    backbone: {
      type: 'SelfSupMaskRCNN',
      train_backbone: true,
      backbone,
      neck,
      rpn_head: rpnHead,
      roi_head: {
        type: 'SelfSupStandardRoIHead',
        bbox_roi_extractor: roiExtractor(7),
        bbox_head: {
          type: 'SelfSupShared4Conv1FCBBoxHead',
          ...boxHead,
          num_classes: 256, // here the width of the contrasted feature
          loss_cls: { type: 'ContrastiveLoss', loss_weight: 1, temperature: 0.5 },
        },
        mask_roi_extractor: null,
        mask_head: null,
      },
      train_cfg: {
        rpn: {
          assigner: rpnAssigner,
          sampler: {
            type: 'RandomSampler',
            num: 512,
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
          assigner: {
            ...rpnAssigner,
            pos_iou_thr: 0.5,
            neg_iou_thr: 0.5,
            min_pos_iou: 0.5,
            gt_max_assign_all: false, // one box per proposal: the one that overlaps it most
          },
          sampler: {
            type: 'RandomSampler',
            num: 128,
            pos_fraction: 1, // contrasting has no use for negatives
            neg_pos_ub: 0,
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
  },
  data: {
    samples_per_gpu: 4,
    workers_per_gpu: 1,
    train: {
      type: 'MultiViewCocoDataset',
      dataset: {
        type: 'CocoDataset',
        classes,
        ann_file: `${data_root}proposals.json`,
        img_prefix: `${data_root}train/`,
        pipeline: load_pipeline,
      },
      num_views: 2,
      pipelines: [view, view],
    },
  },
  optimizer: { type: 'AdamW', lr: 1e-3, weight_decay: 0.05 },
  optimizer_config: { grad_clip: { max_norm: 10, norm_type: 2 } },
  lr_config: {
    policy: 'CosineAnnealing',
    min_lr: 0,
    by_epoch: false,
    warmup: 'linear',
    warmup_iters: 30,
    warmup_ratio: 0.01,
  },
  runner: { type: 'EpochBasedRunner', max_epochs: 2 },
  checkpoint_config: { interval: 100 },
  log_config: { interval: 10, hooks: [{ type: 'TextLoggerHook' }] },
  custom_hooks: [{ type: 'MomentumUpdateHook' }],
  log_level: 'INFO',
  load_from: null,
  resume_from: null,
  workflow: [['train', 1]],
});
