/**
 * @module Names of weights as other projects publish them, for networks of a block a stage. Taken from `state_dict()` of
 * torchvision 0.29 (ResNet, detectors), timm 0.6 and 1.0 (Swin, ViT), and the published code of the projects named below.
 */
import type { TensorRecord } from '../../aligndet/nn/index.js';

export type Shapes = Readonly<Record<string, readonly number[]>>;

const norm = (name: string): Shapes => ({
  [`${name}.weight`]: [2],
  [`${name}.bias`]: [2],
  [`${name}.running_mean`]: [2],
  [`${name}.running_var`]: [2],
  [`${name}.num_batches_tracked`]: [],
});
const linear = (name: string): Shapes => ({ [`${name}.weight`]: [2, 2], [`${name}.bias`]: [2] });
const merge = (...parts: readonly Shapes[]): Shapes => Object.assign({}, ...parts);

/** With `prefix` before every name. */
export const under = (prefix: string, shapes: Shapes): Shapes =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [prefix + name, shape]));

/** torchvision's names, which mmdetection's ResNet shares. */
export const resnet: Shapes = merge(
  { 'conv1.weight': [2, 3, 7, 7] },
  norm('bn1'),
  ...[1, 2, 3, 4].flatMap((stage) => {
    const block = `layer${stage}.0`;
    return [
      ...[1, 2, 3].flatMap((i) => [{ [`${block}.conv${i}.weight`]: [2, 2, 1, 1] }, norm(`${block}.bn${i}`)]),
      { [`${block}.downsample.0.weight`]: [2, 2, 1, 1] },
      norm(`${block}.downsample.1`),
    ];
  }),
);

const swinOf = (names: {
  readonly patch: string;
  readonly stage: string;
  readonly qkv: string;
  readonly mlp: readonly [string, string];
  readonly merging: (stage: number) => number;
  readonly hasIndex: boolean;
}): Shapes =>
  merge(
    { [`patch_embed.${names.patch}.weight`]: [2, 3, 4, 4], [`patch_embed.${names.patch}.bias`]: [2] },
    linear('patch_embed.norm'),
    ...[0, 1, 2, 3].flatMap((stage) => {
      const block = `${names.stage}.${stage}.blocks.0`;
      return [
        linear(`${block}.norm1`),
        { [`${block}.${names.qkv}.relative_position_bias_table`]: [9, 2] },
        names.hasIndex ? { [`${block}.${names.qkv}.relative_position_index`]: [4, 4] } : {},
        linear(`${block}.${names.qkv}.qkv`),
        linear(`${block}.${names.qkv}.proj`),
        linear(`${block}.norm2`),
        ...names.mlp.map((name) => linear(`${block}.${name}`)),
      ];
    }),
    ...[0, 1, 2].flatMap((stage) => {
      const merging = `${names.stage}.${names.merging(stage)}.downsample`;
      return [
        { [`${merging}.norm.weight`]: [8], [`${merging}.norm.bias`]: [8] },
        { [`${merging}.reduction.weight`]: [4, 8] },
      ];
    }),
  );

const official = { patch: 'proj', stage: 'layers', qkv: 'attn', mlp: ['mlp.fc1', 'mlp.fc2'] as const };

/** The official Swin Transformer, and timm before 0.9. */
export const swin: Shapes = merge(
  swinOf({ ...official, merging: (stage) => stage, hasIndex: true }),
  linear('norm'),
  linear('head'),
);
/** timm since 0.9: patch merging belongs to the stage behind it, the index is not stored. */
export const timmSwin: Shapes = merge(
  swinOf({ ...official, merging: (stage) => stage + 1, hasIndex: false }),
  linear('norm'),
  linear('head.fc'),
);
/** mmdetection's SwinTransformer. */
export const mmdetSwin: Shapes = merge(
  swinOf({
    patch: 'projection',
    stage: 'stages',
    qkv: 'attn.w_msa',
    mlp: ['ffn.layers.0.0', 'ffn.layers.1'],
    merging: (stage) => stage,
    hasIndex: true,
  }),
  ...[0, 1, 2, 3].map((i) => linear(`norm${i}`)),
);

export const vit: Shapes = merge(
  { cls_token: [1, 1, 2], pos_embed: [1, 5, 2], 'patch_embed.proj.weight': [2, 3, 4, 4] },
  linear('blocks.0.norm1'),
  linear('blocks.0.attn.qkv'),
  linear('blocks.0.mlp.fc1'),
  linear('norm'),
);

/** mmdetection's Faster R-CNN around a backbone. */
export const fasterRcnn = (backbone: Shapes): Shapes =>
  merge(
    under('backbone.', backbone),
    ...[0, 1, 2, 3].flatMap((level) => [
      linear(`neck.lateral_convs.${level}.conv`),
      linear(`neck.fpn_convs.${level}.conv`),
    ]),
    ...['rpn_conv', 'rpn_cls', 'rpn_reg'].map((name) => linear(`rpn_head.${name}`)),
    ...['shared_fcs.0', 'shared_fcs.1', 'fc_cls', 'fc_reg'].map((name) =>
      linear(`roi_head.bbox_head.${name}`),
    ),
  );

/** torchvision's fasterrcnn_resnet50_fpn. */
export const torchvisionDetector: Shapes = merge(
  under('backbone.body.', resnet),
  ...[0, 1, 2, 3].flatMap((level) => [
    linear(`backbone.fpn.inner_blocks.${level}.0`),
    linear(`backbone.fpn.layer_blocks.${level}.0`),
  ]),
  ...['rpn.head.conv.0.0', 'rpn.head.cls_logits', 'rpn.head.bbox_pred'].map(linear),
  ...['box_head.fc6', 'box_head.fc7', 'box_predictor.cls_score', 'box_predictor.bbox_pred'].map((name) =>
    linear(`roi_heads.${name}`),
  ),
);

/** Faster R-CNN with FPN of Detectron2, as a training run saves it. */
export const detectron2: Shapes = merge(
  { pixel_mean: [3, 1, 1], pixel_std: [3, 1, 1] },
  ...[
    'stem.conv1',
    ...[2, 3, 4, 5].flatMap((stage) =>
      ['shortcut', 'conv1', 'conv2', 'conv3'].map((conv) => `res${stage}.0.${conv}`),
    ),
  ].map(
    (name): Shapes => ({
      [`backbone.bottom_up.${name}.weight`]: name === 'stem.conv1' ? [2, 3, 7, 7] : [2, 2, 1, 1],
      ...Object.fromEntries(
        ['weight', 'bias', 'running_mean', 'running_var'].map((value) => [
          `backbone.bottom_up.${name}.norm.${value}`,
          [2],
        ]),
      ),
    }),
  ),
  ...[2, 3, 4, 5].flatMap((level) => [
    linear(`backbone.fpn_lateral${level}`),
    linear(`backbone.fpn_output${level}`),
  ]),
  ...['conv', 'objectness_logits', 'anchor_deltas'].map((name) =>
    linear(`proposal_generator.rpn_head.${name}`),
  ),
  ...['box_head.fc1', 'box_head.fc2', 'box_predictor.cls_score', 'box_predictor.bbox_pred'].map((name) =>
    linear(`roi_heads.${name}`),
  ),
);

/** Tensors of these shapes, all of ones. */
export function tensorsOf(shapes: Shapes): Record<string, TensorRecord> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(1);
      return [name, { dtype: 'float32' as const, shape: [...shape], data }];
    }),
  );
}
