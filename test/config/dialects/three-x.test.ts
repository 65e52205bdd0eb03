import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtinBuilder } from '../../../aligndet/builtins.js';
import { migrateCommand } from '../../../aligndet/cli/config/migrate.js';
import { fromThreeX } from '../../../aligndet/config/dialects/three-x/convert.js';
import { type ConfigObject, checkConfig, lintTools, loadConfig } from '../../../aligndet/config/index.js';

const pack = { type: 'PackDetInputs', meta_keys: ['img_id', 'img_path'] };
const norm = { mean: [1, 2, 3], std: [4, 5, 6], to_rgb: true };
const preprocessor = {
  type: 'DetDataPreprocessor',
  mean: [1, 2, 3],
  std: [4, 5, 6],
  bgr_to_rgb: true,
  pad_mask: true,
  pad_size_divisor: 32,
};

const dataset = (part: string, pipeline: ConfigObject[]): ConfigObject => ({
  type: 'CocoDataset',
  data_root: 'data/coco/',
  ann_file: `annotations/${part}.json`,
  data_prefix: { img: `${part}/` },
  filter_cfg: { filter_empty_gt: true, min_size: 32 },
  metainfo: { classes: ['a', 'b'], palette: [[0, 0, 0]] },
  pipeline,
  backend_args: null,
});

const train: ConfigObject[] = [
  { type: 'LoadImageFromFile', backend_args: null },
  { type: 'LoadAnnotations', with_bbox: true, with_mask: true },
  {
    type: 'RandomResize',
    scale: [
      [1333, 640],
      [1333, 800],
    ],
    keep_ratio: true,
  },
  { type: 'RandomFlip', prob: 0.5 },
  pack,
];
const test: ConfigObject[] = [
  { type: 'mmdet.LoadImageFromFile' },
  { type: 'Resize', scale: [1333, 800], keep_ratio: true },
  { type: 'LoadAnnotations', with_bbox: true },
  pack,
];

/** A whole run; its model is none that could be built. */
const run: ConfigObject = {
  default_scope: 'mmdet',
  model: {
    type: 'mmdet.FCOS',
    data_preprocessor: preprocessor,
    bbox_head: { bbox_coder: { type: 'C', use_box_type: false } },
  },
  train_dataloader: {
    batch_size: 4,
    num_workers: 3,
    persistent_workers: true,
    sampler: { type: 'DefaultSampler', shuffle: true },
    batch_sampler: { type: 'AspectRatioBatchSampler' },
    dataset: { type: 'RepeatDataset', times: 2, dataset: dataset('train', train) },
  },
  val_dataloader: { batch_size: 1, dataset: { ...dataset('val', test), test_mode: true } },
  val_evaluator: {
    type: 'CocoMetric',
    ann_file: 'x.json',
    metric: ['bbox', 'segm'],
    classwise: true,
    format_only: false,
  },
  optim_wrapper: {
    type: 'AmpOptimWrapper',
    optimizer: { type: 'AdamW', lr: 1e-4 },
    clip_grad: { max_norm: 1, norm_type: 2 },
    accumulative_counts: 4,
    paramwise_cfg: { norm_decay_mult: 0 },
  },
  param_scheduler: [
    { type: 'LinearLR', start_factor: 0.001, by_epoch: false, begin: 0, end: 500 },
    { type: 'MultiStepLR', begin: 0, end: 12, by_epoch: true, milestones: [8, 11], gamma: 0.2 },
  ],
  train_cfg: { type: 'EpochBasedTrainLoop', max_epochs: 12, val_interval: 2 },
  val_cfg: { type: 'ValLoop' },
  default_hooks: {
    timer: { type: 'IterTimerHook' },
    logger: { type: 'LoggerHook', interval: 20 },
    checkpoint: { type: 'CheckpointHook', interval: 1, max_keep_ckpts: 3, save_best: 'coco/bbox_mAP' },
    visualization: { type: 'DetVisualizationHook' },
  },
  custom_hooks: [
    {
      type: 'EMAHook',
      ema_type: 'ExpMomentumEMA',
      momentum: 0.0001,
      gamma: 2000,
      update_buffers: true,
      priority: 49,
    },
    { type: 'EarlyStoppingHook', monitor: 'coco/bbox_mAP', patience: 3 },
    { type: 'YOLOXModeSwitchHook' },
  ],
  env_cfg: {
    cudnn_benchmark: false,
    mp_cfg: { mp_start_method: 'fork', opencv_num_threads: 0 },
    dist_cfg: { backend: 'nccl' },
  },
  visualizer: {
    type: 'DetLocalVisualizer',
    vis_backends: [{ type: 'LocalVisBackend' }, { type: 'TensorboardVisBackend' }],
  },
  randomness: { seed: 3 },
  load_from: null,
  resume: true,
};

const rates = (schedulers: ConfigObject[], loop: ConfigObject = { max_epochs: 12 }) => {
  const { config, leftovers } = fromThreeX({ param_scheduler: schedulers, train_cfg: loop });
  return [config.lr_config, leftovers.map(({ reason }) => reason)];
};

describe('configs of mmdetection 3.x', () => {
  it('become configs of 2.x', () => {
    const { config, leftovers } = fromThreeX(run);
    const view = [
      { type: 'Normalize', ...norm },
      { type: 'Pad', size_divisor: 32 },
    ];
    expect(config).toEqual({
      model: { type: 'FCOS', bbox_head: { bbox_coder: { type: 'C' } } },
      data: {
        samples_per_gpu: 4,
        workers_per_gpu: 3,
        train: {
          type: 'RepeatDataset',
          times: 2,
          dataset: {
            type: 'CocoDataset',
            ann_file: 'data/coco/annotations/train.json',
            img_prefix: 'data/coco/train/',
            classes: ['a', 'b'],
            pipeline: [
              { type: 'LoadImageFromFile' },
              { type: 'LoadAnnotations', with_bbox: true, with_mask: true },
              {
                type: 'Resize',
                img_scale: [
                  [1333, 640],
                  [1333, 800],
                ],
                multiscale_mode: 'range',
                keep_ratio: true,
              },
              { type: 'RandomFlip', flip_ratio: 0.5 },
              ...view,
              { type: 'DefaultFormatBundle' },
              { type: 'Collect', keys: ['img', 'gt_bboxes', 'gt_labels', 'gt_masks'] },
            ],
          },
        },
        val: {
          type: 'CocoDataset',
          ann_file: 'data/coco/annotations/val.json',
          img_prefix: 'data/coco/val/',
          classes: ['a', 'b'],
          pipeline: [
            { type: 'LoadImageFromFile' },
            {
              type: 'MultiScaleFlipAug',
              img_scale: [1333, 800],
              flip: false,
              transforms: [
                { type: 'Resize', keep_ratio: true },
                { type: 'RandomFlip' },
                ...view,
                { type: 'ImageToTensor', keys: ['img'] },
                { type: 'Collect', keys: ['img'] },
              ],
            },
          ],
        },
      },
      optimizer: { type: 'AdamW', lr: 1e-4, paramwise_cfg: { norm_decay_mult: 0 } },
      optimizer_config: {
        type: 'GradientCumulativeOptimizerHook',
        cumulative_iters: 4,
        grad_clip: { max_norm: 1, norm_type: 2 },
      },
      fp16: { loss_scale: 'dynamic' },
      lr_config: {
        policy: 'step',
        step: [8, 11],
        gamma: 0.2,
        warmup: 'linear',
        warmup_iters: 500,
        warmup_ratio: 0.001,
      },
      runner: { type: 'EpochBasedRunner', max_epochs: 12 },
      evaluation: { interval: 2, metric: ['bbox', 'segm'], classwise: true, save_best: 'bbox_mAP' },
      checkpoint_config: { interval: 1, max_keep_ckpts: 3 },
      log_config: { interval: 20, hooks: [{ type: 'TextLoggerHook' }, { type: 'TensorboardLoggerHook' }] },
      custom_hooks: [
        { type: 'ExpMomentumEMAHook', momentum: 0.0001, total_iter: 2000, skip_buffers: false, priority: 49 },
        { type: 'EarlyStoppingHook', monitor: 'bbox_mAP', patience: 3 },
      ],
      load_from: null,
      mp_start_method: 'fork',
      opencv_num_threads: 0,
      dist_params: { backend: 'nccl' },
      seed: 3,
      auto_resume: true,
    });
    expect(leftovers).toEqual([{ path: 'custom_hooks.2', reason: 'YOLOXModeSwitchHook has no counterpart' }]);
  });

  const flat = { policy: 'fixed' };
  it.each([
    [
      [{ type: 'CosineAnnealingLR', T_max: 12, eta_min: 1e-5, by_epoch: true }],
      { policy: 'CosineAnnealing', min_lr: 1e-5 },
      [],
    ],
    [
      [{ type: 'CosineAnnealingLR', begin: 6, end: 12, eta_min: 0, by_epoch: true }],
      { policy: 'FlatCosineAnnealing', min_lr: 0, start_percent: 0.5 },
      [],
    ],
    [
      [{ type: 'PolyLR', power: 0.9, eta_min: 0, by_epoch: false }],
      { policy: 'poly', power: 0.9, min_lr: 0, by_epoch: false },
      [],
    ],
    [
      [
        { type: 'ConstantLR', factor: 0.5, by_epoch: true, end: 1 },
        { type: 'StepLR', step_size: 3 },
      ],
      {
        policy: 'step',
        step: 3,
        warmup: 'constant',
        warmup_iters: 1,
        warmup_ratio: 0.5,
        warmup_by_epoch: true,
      },
      [],
    ],
    [
      [{ type: 'QuadraticWarmupLR' }],
      flat,
      ['QuadraticWarmupLR has no counterpart; the learning rate stays constant'],
    ],
    [
      [{ type: 'StepLR', step_size: 3 }, { type: 'PolyLR' }],
      { policy: 'step', step: 3 },
      ['PolyLR after StepLR has no counterpart'],
    ],
  ] as [ConfigObject[], ConfigObject, string[]][])('%j', (schedulers, config, reasons) => {
    expect(rates(schedulers)).toEqual([config, reasons]);
  });

  it.each([
    [{ type: 'RandomCrop', crop_size: [300, 200] }, { crop_size: [200, 300] }], // [width, height] before
    [{ type: 'RandomCrop', crop_type: 'absolute_range', crop_size: [200, 300] }, { crop_size: [200, 300] }],
    [{ type: 'Pad', size: [300, 200] }, { size: [200, 300] }],
    [{ type: 'Mosaic', img_scale: [300, 200] }, { img_scale: [200, 300] }],
    [
      { type: 'RandomChoiceResize', scales: [[3, 2]] },
      { type: 'Resize', img_scale: [[3, 2]], multiscale_mode: 'value', keep_ratio: false },
    ],
    [
      { type: 'RandomChoice', transforms: [[{ type: 'RandomFlip', prob: 1 }]] },
      { type: 'AutoAugment', policies: [[{ type: 'RandomFlip', flip_ratio: 1 }]] },
    ],
  ] as [ConfigObject, ConfigObject][])('transform %j', (transform, expected) => {
    const loader = { dataset: { type: 'CocoDataset', pipeline: [transform] } };
    const { config } = fromThreeX({ train_dataloader: loader });
    const { train: converted } = config.data as { train: { pipeline: ConfigObject[] } };
    expect(converted.pipeline[0]).toMatchObject(expected);
  });

  describe('from a file', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'aligndet-3x-'));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it('are told in one sentence by checks and lint, and migrated by the command that it names', async () => {
      const file = join(folder, 'run.json');
      writeFileSync(file, JSON.stringify(run));
      const issues = await checkConfig(await loadConfig(file), builtinBuilder());
      expect(issues).toHaveLength(1);
      expect(issues[0].message).toMatch(
        /mmdetection 3\.x, which alone has the keys default_hooks, .* migrate --from 3x .*run\.json/,
      );
      const { lintConfigs } = await lintTools();
      expect((await lintConfigs([file], builtinBuilder())).map(({ code }) => code)).toEqual(['unreadable']);

      const python = join(folder, 'run.py');
      writeFileSync(
        python,
        Object.entries(run)
          .map(([key, value]) => `${key} = ${pythonOf(value)}\n`)
          .join(''),
      );
      expect(await migrateCommand({ input: python, to: 'ts', from: '3x' })).toBe(0);
      const { config } = await loadConfig(join(folder, 'run.ts'));
      expect(config).toEqual(fromThreeX(run).config);
      expect(readFileSync(join(folder, 'run.ts'), 'utf8')).toContain(
        ' * - custom_hooks.2: YOLOXModeSwitchHook has no',
      );
    });

    it('a config of 2.x is refused', async () => {
      const file = join(folder, 'old.py');
      writeFileSync(file, "model = dict(type='FCOS')\noptimizer = dict(type='SGD', lr=0.1)\n");
      expect(await migrateCommand({ input: file, to: 'ts', from: '3x' })).toBe(1);
    });
  });
});

function pythonOf(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(pythonOf).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${pythonOf(item)}`)
    .join(', ')}}`;
}
