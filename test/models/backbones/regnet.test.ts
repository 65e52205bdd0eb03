import { builtinBuilder } from '../../../aligndet/builtins.js';
import { ConfigError, Random, silentLogger } from '../../../aligndet/core/index.js';
import { variableGrads } from '../../../aligndet/engine/index.js';
import type { Backbone } from '../../../aligndet/models/index.js';
import { expectMaps, fillByFormula, mapByFormula } from '../../support/formula-weights.js';
import { expectNoLeak } from '../../support/memory.js';
import { unreachable } from '../../support/unreachable.js';

const small = { w0: 8, wa: 7.3, wm: 2.25, group_w: 6, depth: 9, bot_mul: 1 };

const build = (options: object = {}): Backbone =>
  builtinBuilder().build('backbone', { type: 'RegNet', arch: small, ...options });

const numValues = (backbone: Backbone) =>
  backbone.parameters().reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);

describe('RegNet', () => {
  // mmdetection 2.25.2 on torch 1.13.1: RegNet(arch).eval() with weights by formula.
  it('gives the maps of the reference', () => {
    const backbone = build();
    fillByFormula(backbone);
    expect(backbone.stateDict().size).toBe(192);
    expectMaps(backbone.eval().forward(mapByFormula(40, 56, 3)), [
      [[1, 10, 14, 6], [0.6612098, 0.9084667, 0.92544], 1.0752561],
      [[1, 5, 7, 18], [0, 0, 0], 0.90013995],
      [[1, 3, 4, 42], [0.03090291, 4.925558, 0], 1.6726597],
      [[1, 2, 2, 90], [2.740207, 0, 3.96915], 1.1766505],
    ]);
  });

  // `stage_widths`, `stage_blocks`, groups of conv2 and number of parameters of mmdetection 2.25.2.
  it.each([
    ['regnetx_800mf', [64, 128, 288, 672], [1, 3, 7, 5], [4, 8, 18, 42], 6_586_656],
    ['regnetx_1.6gf', [72, 168, 408, 912], [2, 4, 10, 2], [3, 7, 17, 38], 8_277_136],
    ['regnetx_3.2gf', [96, 192, 432, 1008], [2, 6, 15, 2], [2, 4, 9, 21], 14_287_552],
    ['regnetx_4.0gf', [80, 240, 560, 1360], [2, 5, 14, 2], [2, 6, 14, 34], 20_757_248],
    ['regnetx_6.4gf', [168, 392, 784, 1624], [2, 4, 10, 1], [3, 7, 14, 29], 24_584_256],
    ['regnetx_8.0gf', [80, 240, 720, 1920], [2, 5, 15, 1], [1, 2, 6, 16], 37_651_648],
    ['regnetx_12gf', [224, 448, 896, 2240], [2, 5, 11, 1], [2, 4, 8, 20], 43_865_056],
  ])('%s is the published network', (arch, widths, blocks, groups, size) => {
    const backbone = build({ arch });
    const shapes = new Map([...backbone.namedState()].map(([name, { shape }]) => [name, shape]));
    const names = [...shapes.keys()];
    expect([1, 2, 3, 4].map((stage) => shapes.get(`layer${stage}.0.conv3.weight`)![0])).toEqual(widths);
    expect(
      [1, 2, 3, 4]
        .map((stage) =>
          names.filter((name) => new RegExp(`^layer${stage}\\.\\d+\\.conv1\\.weight$`).test(name)),
        )
        .map(({ length }) => length),
    ).toEqual(blocks);
    expect(
      [1, 2, 3, 4].map((stage) => {
        const [out, perGroup] = shapes.get(`layer${stage}.0.conv2.weight`)!;
        return out / perGroup;
      }),
    ).toEqual(groups);
    expect(numValues(backbone)).toBe(size);
    backbone.dispose();
  });

  it('starts each block as the identity and trains all but frozen stages', () => {
    const backbone = build({ frozen_stages: 1 });
    backbone.resetParameters(new Random(0));
    backbone.initWeights({
      random: new Random(0),
      logger: silentLogger,
      loadPretrained: () => unreachable(),
    });
    const state = backbone.stateDict();
    expect([...state.get('layer2.0.bn3.weight')!.data]).toEqual(Array(18).fill(0));
    backbone.train();
    const trained = [...backbone.namedParameters()].filter(([, { requiresGrad }]) => requiresGrad);
    expect(trained[0][0]).toMatch(/^layer2\./);
    const variables = trained.map(([, { value }]) => value);
    const loss = () =>
      backbone
        .forward(mapByFormula(40, 56, 3))[3]
        .square()
        .mean() as never;
    expect(Object.values(variableGrads(loss, variables).grads)).toHaveLength(variables.length);
  });

  it.each([
    [{ arch: 'regnetx_3.2' }, 'arch'],
    [{ arch: { ...small, w0: 9 } }, 'arch'],
    [{ arch: { ...small, wm: 1 } }, 'arch'],
    [{ deep_stem: true }, 'deep_stem'],
    [{ arch: { ...small, depth: 40 } }, 'at most 4 are supported'],
    [{ strides: [2, 2, 2] }, 'strides: arch gives 4 stages, but this lists 3'],
    [{ arch: { ...small, depth: 3 } }, 'strides: arch gives 2 stages, but this lists 4'],
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
