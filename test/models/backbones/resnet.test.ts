import { builtinBuilder } from '../../../aligndet/builtins.js';
import { ConfigError, Random, silentLogger } from '../../../aligndet/core/index.js';
import { type Tensor4D, tensor4d, variableGrads } from '../../../aligndet/engine/index.js';
import type { Backbone } from '../../../aligndet/models/index.js';
import { expectNoLeak } from '../../support/memory.js';
import { unreachable } from '../../support/unreachable.js';

const build = (options: object = {}): Backbone => {
  const config = { type: 'ResNet', depth: 18, base_channels: 4, ...options };
  const backbone = builtinBuilder().build('backbone', config);
  backbone.resetParameters(new Random(0));
  backbone.initWeights({
    random: new Random(0),
    logger: silentLogger,
    loadPretrained: () => unreachable(),
  });
  return backbone.train();
};

const images = (height = 64, width = 96): Tensor4D => {
  const random = new Random(5);
  return tensor4d(
    Float32Array.from({ length: height * width * 3 }, () => random.uniform(-1, 1)),
    [1, height, width, 3],
  );
};

const trainable = (backbone: Backbone) =>
  [...backbone.namedParameters()].filter(([, { requiresGrad }]) => requiresGrad).map(([name]) => name);

describe('ResNet', () => {
  it.each([
    [{ depth: 18 }, [4, 8, 16, 32]],
    [{ depth: 34 }, [4, 8, 16, 32]],
    [{ depth: 50 }, [16, 32, 64, 128]],
    [{ depth: 50, style: 'caffe' }, [16, 32, 64, 128]],
    [{ depth: 50, deep_stem: true, avg_down: true }, [16, 32, 64, 128]],
    [{ depth: 18, stem_channels: 6, norm_cfg: { type: 'GN', num_groups: 2 } }, [4, 8, 16, 32]],
  ])('%j gives maps at strides 4 to 32', (options, channels) => {
    const maps = build(options).forward(images());
    expect(maps.map(({ shape }) => shape)).toEqual([
      [1, 16, 24, channels[0]],
      [1, 8, 12, channels[1]],
      [1, 4, 6, channels[2]],
      [1, 2, 3, channels[3]],
    ]);
  });

  it('keeps the size of a dilated stage', () => {
    const maps = build({
      depth: 50,
      strides: [1, 2, 2, 1],
      dilations: [1, 1, 1, 2],
      out_indices: [3],
    }).forward(images());
    expect(maps.map(({ shape }) => shape)).toEqual([[1, 4, 6, 128]]);
  });

  it('rounds odd sides up', () => {
    const [first, second] = build().forward(images(65, 33));
    expect(first.shape).toEqual([1, 17, 9, 4]);
    expect(second.shape).toEqual([1, 9, 5, 8]);
  });

  it.each([
    [-1, 'conv1'],
    [0, 'layer1'],
    [2, 'layer3'],
  ])('with frozen_stages %i trains from %s on', (frozen, first) => {
    const backbone = build({ frozen_stages: frozen });
    expect(trainable(backbone)[0].split('.')[0]).toBe(first);
    const variables = backbone
      .parameters()
      .filter(({ requiresGrad }) => requiresGrad)
      .map(({ value }) => value);
    const loss = () => backbone.forward(images())[3].square().mean() as never;
    const gradients = Object.values(variableGrads(loss, variables).grads);
    expect(gradients).toHaveLength(variables.length);
  });

  it('updates running statistics unless told to use them', () => {
    const meanAfter = (options: object) => {
      const backbone = build(options);
      backbone.forward(images());
      return [...backbone.stateDict().get('bn1.running_mean')!.data] as number[];
    };
    expect(meanAfter({})).toEqual([0, 0, 0, 0]);
    expect(meanAfter({ norm_eval: false }).every((value) => value !== 0)).toBe(true);
    expect(meanAfter({ norm_eval: false, frozen_stages: 0 })).toEqual([0, 0, 0, 0]);
  });

  it('starts its blocks as the identity', () => {
    const lastNorms = (options: object) => [...build(options).stateDict().get('layer1.0.bn2.weight')!.data];
    expect(lastNorms({})).toEqual([0, 0, 0, 0]);
    expect(lastNorms({ zero_init_residual: false })).toEqual([1, 1, 1, 1]);
  });

  it.each([
    [{ depth: 20 }, 'depth'],
    [{ dcn: { type: 'DCN' } }, 'dcn'],
    [{ plugins: [] }, 'plugins'],
    [{ frozen_stage: 1 }, 'frozen_stage'],
  ])('refuses %j', (options, key) => {
    expect(() => build(options)).toThrow(ConfigError);
    expect(() => build(options)).toThrow(key);
  });

  it('leaves no tensor behind', () => {
    const backbone = build({ frozen_stages: 1, norm_eval: false });
    const x = images();
    expectNoLeak(() => {
      for (const map of backbone.forward(x)) map.dispose();
    });
  });
});
