import { builtinBuilder } from '../../../aligndet/builtins.js';
import { ConfigError, Random, silentLogger } from '../../../aligndet/core/index.js';
import { type Tensor4D, tensor4d, variableGrads } from '../../../aligndet/engine/index.js';
import type { Backbone } from '../../../aligndet/models/index.js';
import { expectNoLeak } from '../../support/memory.js';
import { unreachable } from '../../support/unreachable.js';

function build(options: object = {}): Backbone {
  const config = { type: 'MobileNetV2', widen_factor: 0.1, ...options };
  const backbone = builtinBuilder().build('backbone', config);
  backbone.resetParameters(new Random(0));
  const loadPretrained = () => unreachable();
  backbone.initWeights({ random: new Random(0), logger: silentLogger, loadPretrained });
  return backbone.train();
}

function images(height = 64, width = 96): Tensor4D {
  const random = new Random(5);
  const pixels = Float32Array.from({ length: height * width * 3 }, () => random.uniform(-1, 1));
  return tensor4d(pixels, [1, height, width, 3]);
}

const shapes = (backbone: Backbone, x = images()) => backbone.forward(x).map(({ shape }) => shape.slice(1));

describe('MobileNetV2', () => {
  it('gives maps at strides 4 to 32 as published, widths being multiples of eight', () => {
    expect(shapes(build())).toEqual([
      [16, 24, 8],
      [8, 12, 8],
      [4, 6, 16],
      [2, 3, 1280],
    ]);
    expect(shapes(build({ widen_factor: 1.5, out_indices: [0, 6, 7] }), images(64, 32))).toEqual([
      [32, 16, 24],
      [2, 1, 480],
      [2, 1, 1920],
    ]);
  });

  it('names its layers as mmdetection does', () => {
    const names = [...build().stateDict().keys()];
    expect(names).toContain('conv1.conv.weight');
    expect(names).not.toContain('layer1.0.expand_conv.conv.weight');
    expect(names).toContain('layer2.0.expand_conv.conv.weight');
    expect(names).toContain('layer7.0.depthwise_conv.bn.running_mean');
    expect(names).toContain('layer7.0.linear_conv.conv.weight');
    expect(names).toContain('conv2.bn.weight');
    expect(names).toHaveLength(52 * 6); // a weight and five numbers of the norm for each convolution
  });

  it.each([
    [-1, 'conv1'],
    [0, 'layer1'],
    [2, 'layer3'],
  ])('with frozen_stages %i trains from %s on', (frozen, first) => {
    const backbone = build({ frozen_stages: frozen });
    const trained = [...backbone.namedParameters()].filter(([, { requiresGrad }]) => requiresGrad);
    expect(trained[0][0].split('.')[0]).toBe(first);
    const variables = trained.map(([, { value }]) => value);
    const loss = () => backbone.forward(images())[3].square().mean() as never;
    expect(Object.values(variableGrads(loss, variables).grads)).toHaveLength(variables.length);
  });

  it('goes on with the statistics of a frozen stem, but got with those of frozen layers', () => {
    const moved = (options: object, name: string) => {
      const backbone = build(options);
      backbone.forward(images());
      return [...backbone.stateDict().get(`${name}.running_mean`)!.data].some((value) => value !== 0);
    };
    expect(moved({ frozen_stages: 1 }, 'conv1.bn')).toBe(true);
    expect(moved({ frozen_stages: 1 }, 'layer1.0.linear_conv.bn')).toBe(false);
    expect(moved({ frozen_stages: 1 }, 'layer2.0.linear_conv.bn')).toBe(true);
    expect(moved({ norm_eval: true }, 'conv1.bn')).toBe(false);
  });

  it.each([
    [{ out_indices: [8] }, 'out_indices'],
    [{ conv_cfg: { type: 'DCN' } }, 'conv_cfg'],
    [{ init_cfg: { type: 'Kaiming' }, pretrained: 'weights.pth' }, 'pretrained'],
  ])('refuses %j', (options, key) => {
    expect(() => build(options)).toThrow(ConfigError);
    expect(() => build(options)).toThrow(key);
  });

  it('leaves no tensor behind', () => {
    const backbone = build({ frozen_stages: 1 });
    const x = images();
    expectNoLeak(() => {
      for (const map of backbone.forward(x)) map.dispose();
    });
  });
});
