import { builtinBuilder } from '../../../../aligndet/builtins.js';
import { ConfigError, Random, silentLogger } from '../../../../aligndet/core/index.js';
import { type Tensor4D, tensor4d } from '../../../../aligndet/engine/index.js';
import type { Backbone } from '../../../../aligndet/models/index.js';
import type { InitContext } from '../../../../aligndet/nn/index.js';
import { expectNoLeak } from '../../../support/memory.js';
import { unreachable } from '../../../support/unreachable.js';

const small = { depths: [2, 2, 1, 1], num_heads: [1, 2, 2, 4], window_size: 4 };
const configs = {
  SwinTransformer: { type: 'SwinTransformer', embed_dims: 8, ...small },
  SwinTransformerV1: { type: 'SwinTransformerV1', embed_dim: 8, ...small },
  CBSwinTransformer: { type: 'CBSwinTransformer', embed_dim: 8, ...small },
};

type Type = keyof typeof configs;
const types = Object.keys(configs) as Type[];

function build(type: Type, options: object = {}, loadPretrained?: InitContext['loadPretrained']): Backbone {
  const backbone = builtinBuilder().build('backbone', { ...configs[type], ...options });
  const random = new Random(0);
  backbone.resetParameters(random);
  backbone.initWeights({
    random,
    logger: silentLogger,
    loadPretrained: loadPretrained ?? (() => unreachable()),
  });
  return backbone.train();
}

const images = (height = 40, width = 61): Tensor4D => {
  const random = new Random(5);
  return tensor4d(
    Float32Array.from({ length: 2 * height * width * 3 }, () => random.uniform(-1, 1)),
    [2, height, width, 3],
  );
};

const valuesOf = (backbone: Backbone, name: string) => [...backbone.stateDict().get(name)!.data].map(Number);
const spread = (values: number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
const table = 'blocks.0.attn.w_msa.relative_position_bias_table';

describe.each(types)('%s', (type) => {
  it('halves the resolution from stage to stage, rounding up', () => {
    const shapes = build(type)
      .forward(images())
      .map(({ shape }) => shape);
    const stages = [
      [2, 10, 16, 8],
      [2, 5, 8, 16],
      [2, 3, 4, 32],
      [2, 2, 2, 64],
    ];
    expect(shapes).toEqual(type === 'CBSwinTransformer' ? [...stages, ...stages] : stages);
  });

  it('draws stochastic depth while training only, from the source that it is given', () => {
    const backbone = build(type, { drop_path_rate: 0.5 });
    const x = images();
    const run = () => [...backbone.forward(x).at(-1)!.dataSync()];
    const seeded = (seed: number) => {
      backbone.drawFrom(new Random(seed));
      return run();
    };
    expect(seeded(1)).toEqual(seeded(1));
    expect(seeded(1)).not.toEqual(seeded(2));
    backbone.eval();
    expect(run()).toEqual(run());
  });

  it('runs with every kind of dropout', () => {
    const backbone = build(type, { drop_rate: 0.2, attn_drop_rate: 0.3 });
    const x = images();
    const [map] = backbone.forward(x);
    expect([...map.dataSync()].every(Number.isFinite)).toBe(true);
    expect([...map.dataSync()]).not.toEqual([...backbone.eval().forward(x)[0].dataSync()]);
  });

  it.each([
    [{ embed_dimension: 8 }, 'embed_dimension'],
    [{ depths: [1, 1, 1, 1, 1] }, 'has 4 values for 5 stages'],
    [{ num_heads: [3, 3, 3, 3] }, 'num_heads.0: 8 channels are not divisible by 3 heads'],
    [{ out_indices: [0, 1, 2, 4] }, 'there is no stage 4'],
  ])('refuses %j', (options, message) => {
    expect(() => build(type, options)).toThrow(ConfigError);
    expect(() => build(type, options)).toThrow(message);
  });

  it('leaves no tensor behind', () => {
    const backbone = build(type, { drop_rate: 0.1, attn_drop_rate: 0.1, frozen_stages: 2 });
    const x = images();
    expectNoLeak(() => {
      for (const map of backbone.forward(x)) map.dispose();
    });
  });
});

describe('SwinTransformer', () => {
  it('freezes stages and their norms once it trains', () => {
    const backbone = builtinBuilder().build('backbone', { ...configs.SwinTransformer, frozen_stages: 2 });
    const frozen = () =>
      [...backbone.namedParameters()]
        .filter(([, { requiresGrad }]) => !requiresGrad)
        .map(([name]) => name.split('.').slice(0, 2).join('.'));
    expect(frozen()).toEqual([]);
    backbone.train();
    expect([...new Set(frozen())]).toEqual([
      'patch_embed.projection',
      'patch_embed.norm',
      'stages.0',
      'stages.1',
      'norm0.weight',
      'norm0.bias',
      'norm1.weight',
      'norm1.bias',
    ]);
  });

  it('starts with positions that do not matter and narrow linear layers', () => {
    const backbone = build('SwinTransformer', { use_abs_pos_embed: true });
    expect(spread(valuesOf(backbone, `stages.0.${table}`))).toBe(0);
    expect(spread(valuesOf(backbone, 'stages.3.blocks.0.ffn.layers.0.0.weight'))).toBeCloseTo(0.02, 3);
    expect(spread(valuesOf(backbone, 'stages.3.blocks.0.ffn.layers.0.0.bias'))).toBe(0);
    expect(spread(valuesOf(backbone, 'absolute_pos_embed'))).toBeCloseTo(0.02, 3);
  });

  it.each([{ pretrained: 'swin.pth' }, { init_cfg: { type: 'Pretrained', checkpoint: 'swin.pth' } }])(
    'starts from a file with %j',
    (options) => {
      const loaded: unknown[] = [];
      const backbone = build('SwinTransformer', options, (target, file) => loaded.push(target, file));
      expect(loaded).toEqual([backbone, 'swin.pth']);
    },
  );

  it('takes the options that CBNet spells otherwise', () => {
    const backbone = build('SwinTransformer', { embed_dim: 4, ape: true });
    expect(backbone.stateDict().get('absolute_pos_embed')!.shape).toEqual([1, 4, 56, 56]);
  });

  it.each([
    [{ strides: [2, 2, 2, 2] }, 'strides.0'],
    [{ strides: [4] }, 'strides: has 1 values for 4 stages'],
    [{ norm_cfg: { type: 'BN' } }, 'norm_cfg'],
    [{ init_cfg: { type: 'Normal' } }, 'init_cfg'],
    [{ pretrained: 'a', init_cfg: { type: 'Pretrained', checkpoint: 'b' } }, 'pretrained'],
  ])('refuses %j', (options, message) => {
    expect(() => build('SwinTransformer', options)).toThrow(ConfigError);
    expect(() => build('SwinTransformer', options)).toThrow(message);
  });
});

describe('SwinTransformerV1', () => {
  it('draws its positions, and loads after that', () => {
    let atLoading = 0;
    build('SwinTransformerV1', { ape: true, pretrained: 'swin.pth' }, (target) => {
      atLoading = spread(valuesOf(target as Backbone, 'layers.0.blocks.0.mlp.fc1.weight'));
    });
    expect(atLoading).toBeCloseTo(0.02, 2);
    const drawn = valuesOf(build('SwinTransformerV1'), 'layers.3.blocks.0.attn.relative_position_bias_table');
    expect(spread(drawn)).toBeCloseTo(0.02, 2);
  });
});

describe('CBSwinTransformer', () => {
  it('starts its links at 0, unless told otherwise', () => {
    const link = 'cb_linears.0.3.weight';
    expect(spread(valuesOf(build('CBSwinTransformer'), link))).toBe(0);
    expect(spread(valuesOf(build('CBSwinTransformer', { cb_zero_init: false }), link))).toBeGreaterThan(0);
  });

  it('needs the maps of every stage', () => {
    expect(() => build('CBSwinTransformer', { out_indices: [1, 2, 3] })).toThrow('out_indices');
  });
});
