import { builtinBuilder } from '../../../../aligndet/builtins.js';
import { lossGradients, type Tensor4D, tensor, tidy } from '../../../../aligndet/engine/index.js';
import type { Backbone } from '../../../../aligndet/models/index.js';

/**
 * Weights and pixels are sines of their place in the published layout, and the loss is the sum of the outputs times such
 * sines, so that any implementation can make them. Expected: mmdet 2.25.2 and AlignDet's swinv1.py and cbv2.py, torch
 * 1.13.0, on a CPU: for each output its shape, its eighth value and the mean of its squares; then the norm of all slopes.
 */
const wave = (size: number, frequency: number, height: number, phase = 0, base = 0) =>
  Float32Array.from({ length: size }, (_, i) => height * Math.sin(frequency * i + phase) + base);

/** `[B, C, H, W]` to `[B, H, W, C]`. */
const placed = (values: Float32Array, shape: readonly number[]) =>
  tensor(values, [...shape]).transpose<Tensor4D>([0, 2, 3, 1]);

const published = (map: Tensor4D) => map.transpose<Tensor4D>([0, 3, 1, 2]);

const small = { drop_path_rate: 0, window_size: 4 };
const mmdet = { type: 'SwinTransformer', embed_dims: 8, ...small };
const composite = {
  type: 'CBSwinTransformer',
  embed_dim: 4,
  depths: [2, 1, 1, 1],
  num_heads: [1, 1, 2, 4],
  ...small,
};
const first: Row[] = [
  [[1, 4, 7, 10], 1.974565, 1.379817],
  [[1, 8, 4, 5], 0.207092, 1.322621],
  [[1, 16, 2, 3], -0.92738, 1.135223],
  [[1, 32, 1, 2], 1.412496, 1.070385],
];

type Row = readonly [shape: number[], eighth: number, meanSquare: number];
type Case = readonly [name: string, config: { type: string }, rows: readonly Row[], gradientNorm: number];

const cases: Case[] = [
  [
    'absolute positions, windows of 5, two outputs',
    {
      ...mmdet,
      depths: [2, 2, 2],
      num_heads: [1, 2, 4],
      strides: [4, 2, 2],
      out_indices: [0, 2],
      window_size: 5,
      use_abs_pos_embed: true,
      pretrain_img_size: 32,
    } as { type: string },
    [
      [[1, 8, 7, 10], 2.491781, 1.30479],
      [[1, 32, 2, 3], -0.802545, 1.332575],
    ],
    425.1688,
  ],
  [
    'patches that overlap when merged, no norms of patches, ReLU',
    {
      ...mmdet,
      depths: [2, 1, 2],
      num_heads: [2, 2, 4],
      strides: [4, 2, 1],
      out_indices: [0, 1, 2],
      window_size: 7,
      patch_norm: false,
      qk_scale: 0.3,
      qkv_bias: false,
      mlp_ratio: 2,
      act_cfg: { type: 'ReLU' },
    } as { type: string },
    [
      [[1, 8, 7, 10], 2.071151, 1.287503],
      [[1, 16, 4, 5], -1.228721, 1.207224],
      [[1, 32, 4, 5], 0.058934, 1.303584],
    ],
    564.9957,
  ],
  [
    'merging that leaves patches out, one stage frozen',
    {
      ...mmdet,
      depths: [1, 1],
      num_heads: [1, 2],
      patch_size: 2,
      strides: [2, 3],
      out_indices: [1],
      frozen_stages: 1,
    } as { type: string },
    [[[1, 16, 5, 7], 0.524488, 1.057464]],
    29.7645,
  ],
  [
    "the authors' layout, two stages frozen",
    {
      type: 'SwinTransformerV1',
      ...small,
      embed_dim: 8,
      depths: [2, 2, 2],
      num_heads: [1, 2, 4],
      out_indices: [1, 2],
      frozen_stages: 2,
      ape: true,
      pretrain_img_size: 32,
    } as { type: string },
    [
      [[1, 16, 4, 5], -0.920598, 0.783855],
      [[1, 32, 2, 3], -0.343838, 1.224589],
    ],
    58.2797,
  ],
  [
    'two that are linked',
    composite,
    [
      ...first,
      [[1, 4, 7, 10], 1.324061, 1.151647],
      [[1, 8, 4, 5], -1.6002, 1.069273],
      [[1, 16, 2, 3], -0.690704, 1.154889],
      [[1, 32, 1, 2], 0.386778, 1.11176],
    ],
    957.2655,
  ],
  [
    'two that are linked and share a stage',
    { ...composite, cb_del_stages: 2 } as { type: string },
    [
      ...first,
      [[1, 4, 7, 10], 1.937618, 1.296697],
      [[1, 8, 4, 5], -2.219833, 1.215348],
      [[1, 16, 2, 3], -1.203014, 1.11263],
      [[1, 32, 1, 2], 0.866384, 1.12646],
    ],
    1094.5869,
  ],
];

function buildWaving(config: { type: string }): Backbone {
  const backbone = builtinBuilder().build('backbone', config);
  [...backbone.namedState()].forEach(([name, parameter], phase) => {
    if (name.endsWith('index')) return;
    const base = name.includes('norm') && name.endsWith('weight') ? 1 : 0;
    parameter.assign(wave(parameter.size, 1.7, 0.3, phase, base));
  });
  return backbone.train();
}

describe.each(cases)('%s', (_name, config, rows, gradientNorm) => {
  const backbone = buildWaving(config);
  const images = placed(wave(3 * 27 * 38, 0.31, 1), [1, 3, 27, 38]);

  it('gives the maps of the reference', () => {
    const maps = backbone.forward(images).map(published);
    expect(maps.map(({ shape }) => shape)).toEqual(rows.map(([shape]) => shape));
    maps.forEach((map, i) => {
      const [, eighth, meanSquare] = rows[i];
      expect(map.dataSync()[7]).toBeCloseTo(eighth, 4);
      expect(map.square().mean().dataSync()[0]).toBeCloseTo(meanSquare, 4);
    });
  });

  it('gives its slopes', () => {
    const trained = backbone.parameters().filter(({ requiresGrad }) => requiresGrad);
    const loss = () =>
      backbone
        .forward(images)
        .map((map) => map.mul(placed(wave(map.size, 1, 1), published(map).shape)).sum())
        .reduce((sum, term) => sum.add(term));
    const { gradients } = lossGradients(
      loss as never,
      trained.map(({ value }) => value),
    );
    const squares = [...gradients.values()].map((gradient) =>
      tidy(() => gradient.square().sum().dataSync()[0]),
    );
    const norm = Math.sqrt(squares.reduce((sum, square) => sum + square));
    expect(Math.abs(norm / gradientNorm - 1)).toBeLessThan(1e-4);
  });
});
