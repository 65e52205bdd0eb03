import { rewrites } from '../../../aligndet/config/dialects/two-x/rewrites.js';
import { rewriteMessage, rewritten } from '../../../aligndet/config/dialects/two-x/rewritten.js';
import type { ConfigObject } from '../../../aligndet/config/value.js';

const resnet = (checkpoint: string) => ({
  type: 'ResNet',
  init_cfg: { type: 'Pretrained', checkpoint },
});
const proposals = (options: object) => ({ model: { test_cfg: { rpn: options } } });
const layer = (options: object) => ({ model: { layers: [{ type: 'BaseTransformerLayer', ...options }] } });
const semantic = (options: object) => ({
  model: { roi_head: { semantic_head: { type: 'FusedSemanticHead', ...options } } },
});

/** What each means is in mmdetection 2.25.2 (or, for proposals, 2.11) and mmcv 1.6.0, where they warn of it. */
const CASES: readonly [name: string, old: object, now: object][] = [
  [
    'train_cfg and test_cfg beside the model',
    { model: { type: 'A' }, train_cfg: { a: 1 }, test_cfg: { b: [2] } },
    { model: { type: 'A', train_cfg: { a: 1 }, test_cfg: { b: [2] } } },
  ],
  [
    'train_cfg beside one of the model that is null',
    { model: { type: 'A', train_cfg: null }, train_cfg: { a: 1 } },
    { model: { type: 'A', train_cfg: { a: 1 } } },
  ],
  ['total_epochs', { total_epochs: 24 }, { runner: { type: 'EpochBasedRunner', max_epochs: 24 } }],
  [
    'total_epochs that the runner repeats',
    { total_epochs: 24, runner: { type: 'EpochBasedRunner', max_epochs: 24 } },
    { runner: { type: 'EpochBasedRunner', max_epochs: 24 } },
  ],
  [
    "mmcv's first runner",
    { runner: { type: 'Runner', max_epochs: 2 } },
    { runner: { type: 'EpochBasedRunner', max_epochs: 2 } },
  ],
  [
    'DistOptimizerHook',
    { optimizer_config: { type: 'DistOptimizerHook', grad_clip: null } },
    { optimizer_config: { type: 'OptimizerHook', grad_clip: null } },
  ],
  ['imgs_per_gpu', { data: { imgs_per_gpu: 4 } }, { data: { samples_per_gpu: 4 } }],
  [
    'imgs_per_gpu, which counts over samples_per_gpu',
    { data: { imgs_per_gpu: 4, samples_per_gpu: 2 } },
    { data: { samples_per_gpu: 4 } },
  ],
  [
    'one pad_val for images and masks',
    { data: { train: { dataset: { pipeline: [{ type: 'Pad', size: [9, 9], pad_val: 114.5 }] } } } },
    {
      data: {
        train: {
          dataset: {
            pipeline: [{ type: 'Pad', size: [9, 9], pad_val: { img: 114.5, masks: 114.5, seg: 255 } }],
          },
        },
      },
    },
  ],
  [
    'pretrained of a detector',
    { model: { pretrained: 'torchvision://resnet50', backbone: { type: 'ResNet' } } },
    { model: { backbone: resnet('torchvision://resnet50') } },
  ],
  [
    'pretrained of the detector in a method of pre-training',
    { model: { pretrained: 'a.pth', backbone: { type: 'D', backbone: { type: 'ResNet' } } } },
    { model: { backbone: { type: 'D', backbone: resnet('a.pth') } } },
  ],
  [
    'pretrained of a detector whose backbone names its checkpoint so',
    { model: { pretrained: 'a.pth', backbone: { type: 'CBSwinTransformer' } } },
    { model: { backbone: { type: 'CBSwinTransformer', pretrained: 'a.pth' } } },
  ],
  [
    'pretrained of a backbone',
    { model: { backbone: { type: 'ResNet', pretrained: 'a.pth' } } },
    { model: { backbone: resnet('a.pth') } },
  ],
  [
    'extra convolutions on inputs',
    { model: { neck: { type: 'FPN', add_extra_convs: true, extra_convs_on_inputs: true } } },
    { model: { neck: { type: 'FPN', add_extra_convs: 'on_input' } } },
  ],
  [
    'extra convolutions not on inputs',
    { model: { neck: { type: 'FPN', add_extra_convs: true, extra_convs_on_inputs: false } } },
    { model: { neck: { type: 'FPN', add_extra_convs: 'on_output' } } },
  ],
  [
    'where extra convolutions that there are not would be',
    { model: { neck: { type: 'FPN', add_extra_convs: false, extra_convs_on_inputs: false } } },
    { model: { neck: { type: 'FPN', add_extra_convs: false } } },
  ],
  [
    'a linear IoU loss',
    { model: { bbox_head: { loss_bbox: { type: 'IoULoss', linear: true, mode: 'log' } } } },
    { model: { bbox_head: { loss_bbox: { type: 'IoULoss', mode: 'linear' } } } },
  ],
  [
    'an IoU loss that is not linear',
    { model: { bbox_head: { loss_bbox: { type: 'IoULoss', linear: false, mode: 'square' } } } },
    { model: { bbox_head: { loss_bbox: { type: 'IoULoss', mode: 'square' } } } },
  ],
  [
    'RoIAlign',
    { model: { roi_layer: { type: 'RoIAlign', out_size: [7, 9], sample_num: 2 } } },
    { model: { roi_layer: { type: 'RoIAlign', output_size: [7, 9], sampling_ratio: 2 } } },
  ],
  [
    'groups of deformable convolutions',
    { model: { backbone: { dcn: { type: 'DCNv2', deformable_groups: 1 } } } },
    { model: { backbone: { dcn: { type: 'DCNv2', deform_groups: 1 } } } },
  ],
  [
    'proposals of a detector for testing',
    proposals({ nms_across_levels: false, nms_pre: 9, nms_post: 7, max_num: 7, nms_thr: 0.6 }),
    proposals({ nms_pre: 9, max_per_img: 7, nms: { type: 'nms', iou_threshold: 0.6 } }),
  ],
  [
    'proposals for training, beside the model',
    { model: {}, train_cfg: { rpn_proposal: { nms_post: 7, nms_thr: 0.6 } } },
    {
      model: { train_cfg: { rpn_proposal: { max_per_img: 7, nms: { type: 'nms', iou_threshold: 0.6 } } } },
    },
  ],
  [
    'nms_post beside max_per_img',
    proposals({ nms_post: 1000, max_per_img: 300 }),
    proposals({ max_per_img: 300 }),
  ],
  [
    'the overlap of an NMS',
    { model: { test_cfg: { rcnn: { nms: { type: 'soft_nms', iou_thr: 0.5 } } } } },
    { model: { test_cfg: { rcnn: { nms: { type: 'soft_nms', iou_threshold: 0.5 } } } } },
  ],
  [
    'a sampler for a focal loss',
    {
      model: {
        bbox_head: { type: 'RetinaHead', loss_cls: { type: 'FocalLoss' } },
        train_cfg: { sampler: { type: 'RandomSampler', num: 9 }, assigner: {} },
      },
    },
    {
      model: {
        bbox_head: { type: 'RetinaHead', loss_cls: { type: 'FocalLoss' } },
        train_cfg: { assigner: {} },
      },
    },
  ],
  [
    'a sampler for a focal loss of proposals',
    {
      model: {
        rpn_head: { type: 'RPNHead', loss_cls: { type: 'GHMC' } },
        train_cfg: { rpn: { sampler: { type: 'RandomSampler' } } },
      },
    },
    { model: { rpn_head: { type: 'RPNHead', loss_cls: { type: 'GHMC' } }, train_cfg: { rpn: {} } } },
  ],
  [
    'what the loss of a semantic head has by now',
    semantic({ ignore_label: 254, loss_weight: 0.5, loss_seg: { type: 'CrossEntropyLoss', loss_weight: 1 } }),
    semantic({ loss_seg: { type: 'CrossEntropyLoss', loss_weight: 0.5, ignore_index: 254 } }),
  ],
  [
    'the same without a loss',
    semantic({ ignore_label: 254, loss_weight: 0 }),
    semantic({ loss_seg: { type: 'CrossEntropyLoss', ignore_index: 254, loss_weight: 0.2 } }),
  ],
  [
    "a layer's feed-forward network",
    layer({
      feedforward_channels: 64,
      ffn_dropout: 0.2,
      ffn_num_fcs: 3,
      ffn_cfgs: { type: 'FFN', num_fcs: 2 },
    }),
    layer({ ffn_cfgs: { type: 'FFN', num_fcs: 3, feedforward_channels: 64, ffn_drop: 0.2 } }),
  ],
  [
    'the same without options of the network',
    layer({ feedforward_channels: 64 }),
    layer({ ffn_cfgs: { type: 'FFN', feedforward_channels: 64 } }),
  ],
  [
    'a feed-forward network',
    layer({ ffn_cfgs: [{ dropout: 0.2, add_residual: false }] }),
    layer({ ffn_cfgs: [{ ffn_drop: 0.2, add_identity: false }] }),
  ],
  [
    'the share that an attention leaves out',
    layer({ attn_cfgs: { type: 'MultiheadAttention', dropout: 0.2 } }),
    layer({
      attn_cfgs: {
        type: 'MultiheadAttention',
        attn_drop: 0.2,
        dropout_layer: { type: 'Dropout', drop_prob: 0.2 },
      },
    }),
  ],
];

describe('rewritten', () => {
  it.each(CASES)('reads %s', (_name, old, now) => {
    const before = structuredClone(old);
    const { config, issues } = rewritten(old as ConfigObject);
    expect(config).toEqual(now);
    expect(issues).toEqual([]);
    expect(old).toEqual(before); // the one given stays
  });

  it('leaves what it gives as it is', () => {
    for (const [, , now] of CASES) {
      const { config, applied } = rewritten(now as ConfigObject);
      expect(config).toEqual(now);
      expect(applied.filter(({ path }) => !path.endsWith('pretrained'))).toEqual([]);
    }
  });

  it('has a case for every rewrite', () => {
    const used = new Set(
      CASES.flatMap(([, old]) => rewritten(old as ConfigObject).applied.map(({ rewrite }) => rewrite)),
    );
    expect(rewrites.filter((rewrite) => !used.has(rewrite))).toEqual([]);
  });

  it.each<[path: string, message: string, config: object]>([
    [
      'model.pretrained',
      'deprecated form of model.backbone.init_cfg, which is also set, to another value. Keep only',
      { model: { pretrained: 'a.pth', backbone: resnet('b.pth') } },
    ],
    [
      'model.test_cfg.rpn.max_num',
      'deprecated form of model.test_cfg.rpn.max_per_img, which is also set, to another value: 2 here, 1 there.',
      proposals({ max_per_img: 1, max_num: 2 }),
    ],
    [
      'test_cfg.rpn.nms_thr',
      'deprecated form of model.test_cfg.rpn.nms.iou_threshold',
      { model: {}, test_cfg: { rpn: { nms_thr: 0.7, nms: { type: 'nms', iou_threshold: 0.5 } } } },
    ],
    ['model.test_cfg.rpn.nms_post', 'is 2, but max_num is 3', proposals({ nms_post: 2, max_num: 3 })],
    ['model.test_cfg.rpn.nms_across_levels', 'NMS runs per level', proposals({ nms_across_levels: true })],
    [
      'total_epochs',
      '3 here, 12 there',
      { total_epochs: 3, runner: { type: 'EpochBasedRunner', max_epochs: 12 } },
    ],
    [
      'total_epochs',
      'counts iterations',
      { total_epochs: 3, runner: { type: 'IterBasedRunner', max_iters: 1 } },
    ],
    [
      'model.roi_layer.out_size',
      '7 here, 14 there',
      { model: { roi_layer: { type: 'RoIAlign', out_size: 7, output_size: 14 } } },
    ],
    [
      'model.layers.0.attn_cfgs.dropout',
      'which is null',
      layer({ attn_cfgs: { type: 'MultiheadAttention', dropout: 0.1, dropout_layer: null } }),
    ],
  ])('refuses %s: %s', (path, message, config) => {
    const { applied, issues } = rewritten(config as ConfigObject);
    expect(issues.map((issue) => issue.path)).toEqual([path]);
    expect(issues[0].message).toContain(message);
    expect(applied.map((each) => each.path)).not.toContain(path);
  });

  it.each<[string, object]>([
    [
      'null',
      { model: { pretrained: null, backbone: { type: 'ResNet', pretrained: null } }, total_epochs: null },
    ],
    [
      'the checkpoint of a backbone that names it so',
      { model: { backbone: { type: 'SwinTransformerV1', pretrained: 'a' } } },
    ],
    [
      'a sampler for cross entropy',
      {
        model: {
          bbox_head: { type: 'RetinaHead', loss_cls: { type: 'CrossEntropyLoss' } },
          train_cfg: { sampler: { type: 'RandomSampler' } },
        },
      },
    ],
    ['max_num of an NMS', { model: { test_cfg: { nms: { type: 'nms', max_num: 3, iou_threshold: 0.5 } } } }],
    [
      'pos_iou_thr and other names alike',
      { model: { train_cfg: { assigner: { type: 'MaxIoUAssigner', iou_thr: 1 } } } },
    ],
    [
      'options of a layer of decoders, which are its own',
      { model: { layer: { type: 'DetrTransformerDecoderLayer', feedforward_channels: 2 } } },
    ],
    ['options of a layer with several networks', layer({ ffn_dropout: 0.1, ffn_cfgs: [{}, {}] })],
    ['variables of the file', { pretrained: 'a.pth', backbone: {} }],
  ])('leaves %s', (_name, config) => {
    expect(rewritten(config as ConfigObject)).toEqual({ config, applied: [], issues: [] });
  });

  it('says what became of an option', () => {
    const { applied } = rewritten(proposals({ max_num: 3, nms_thr: 0.5, nms_across_levels: false }) as never);
    expect(applied.map(rewriteMessage)).toEqual([
      'deprecated option, ignored: without effect, as NMS always runs per level.',
      expect.stringContaining('deprecated form, read as model.test_cfg.rpn.max_per_img: '),
      expect.stringContaining(
        "deprecated form, read as model.test_cfg.rpn.nms = { type: 'nms', iou_threshold: 0.5 }: ",
      ),
    ]);
  });
});
