import { builtinBuilder } from '../../../aligndet/builtins.js';
import { ConfigError } from '../../../aligndet/core/index.js';
import type { Backbone } from '../../../aligndet/models/index.js';
import { expectMaps, fillByFormula, mapByFormula } from '../../support/formula-weights.js';
import { expectNoLeak } from '../../support/memory.js';

const build = (options: object = {}): Backbone => {
  const config = { type: 'ResNeXt', depth: 50, groups: 4, base_width: 3, base_channels: 8, ...options };
  return builtinBuilder().build('backbone', config);
};

describe('ResNeXt', () => {
  // mmdetection 2.25.2 on torch 1.13.1: ResNeXt(50, groups=4, base_width=3, base_channels=8).eval(), weights by formula.
  it('gives the maps of the reference', () => {
    const backbone = build();
    fillByFormula(backbone);
    expect(backbone.stateDict().size).toBe(318);
    expectMaps(backbone.eval().forward(mapByFormula(40, 56, 3)), [
      [[1, 10, 14, 32], [0.5144271, 0.5290251, 1.525131], 1.0989378],
      [[1, 5, 7, 64], [0, 0, 0], 1.7404816],
      [[1, 3, 4, 128], [0, 1.452766, 16.18444], 3.3366624],
      [[1, 2, 2, 256], [8.214349, 0.2851822, 7.849591], 3.8456393],
    ]);
  });

  it('has the parameters of ResNeXt-50 (32 x 4d)', () => {
    const parameters = build({ groups: 32, base_width: 4, base_channels: 64 }).parameters();
    expect(parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)).toBe(22_979_904);
  });

  it('with one group has the weights of ResNet', () => {
    const shapes = (module: Backbone) => [...module.namedState()].map(([name, { shape }]) => [name, shape]);
    const resNet = builtinBuilder().build('backbone', { type: 'ResNet', depth: 50, base_channels: 8 });
    expect(shapes(build({ groups: 1 }))).toEqual(shapes(resNet));
  });

  it.each([
    [{ depth: 18 }, 'depth'],
    [{ groups: 0 }, 'groups'],
    [{ base_width: 1.5 }, 'base_width'],
    [{ base_width: 1, base_channels: 49 }, 'base_width: 1 with base_channels 49'], // 49 * (1 / 49) < 1 in float64
  ])('refuses %j', (options, message) => {
    expect(() => build(options)).toThrow(ConfigError);
    expect(() => build(options)).toThrow(message);
  });

  it('leaves no tensor behind', () => {
    const backbone = build().eval();
    const images = mapByFormula(32, 32, 3);
    expectNoLeak(() => {
      for (const map of backbone.forward(images)) map.dispose();
    });
  });
});
