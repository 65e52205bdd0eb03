import { Random } from '../../../aligndet/core/index.js';
import { type Tensor4D, tensor4d, tidy, variableGrads } from '../../../aligndet/engine/index.js';
import { type BatchNorm2d, ConvModule, convNorm } from '../../../aligndet/nn/index.js';
import { expectNoLeak } from '../../support/memory.js';

function filled(shape: [number, number, number, number], seed: number): Tensor4D {
  const random = new Random(seed);
  const size = shape.reduce((product, dim) => product * dim, 1);
  return tensor4d(
    Array.from({ length: size }, () => random.uniform(-1, 1)),
    shape,
  );
}

/** A module with weights of its own at each place, in evaluation. */
function moduleWithNorm(): ConvModule {
  const module = new ConvModule(3, 4, 3, { padding: 1, normCfg: { type: 'BN' } });
  const random = new Random(3);
  for (const [name, parameter] of module.namedState()) {
    if (name.endsWith('tracked')) continue;
    const minimum = name.endsWith('running_var') ? 0.5 : -1;
    parameter.assign(Array.from({ length: parameter.size }, () => random.uniform(minimum, 1)));
  }
  return module.eval();
}

describe('ConvModule', () => {
  it.each([
    ['a bias without norm', {}, ['conv.weight', 'conv.bias']],
    ['none with one', { normCfg: { type: 'GN', num_groups: 2 } }, ['conv.weight', 'gn.weight', 'gn.bias']],
    [
      'both when told so',
      { normCfg: { type: 'BN' }, bias: true },
      [
        'conv.weight',
        'conv.bias',
        'bn.weight',
        'bn.bias',
        'bn.running_mean',
        'bn.running_var',
        'bn.num_batches_tracked',
      ],
    ],
  ] as const)('has %s', (_case, options, names) => {
    const module = new ConvModule(2, 4, 1, options);
    expect([...module.stateDict().keys()]).toEqual(names);
  });

  it('folds a batch norm in evaluation, with the values and slopes of the two layers in turn', () => {
    const module = moduleWithNorm();
    const norm = module.norm as BatchNorm2d;
    const x = filled([2, 5, 6, 3], 1);
    const weights = module.parameters().map(({ value }) => value);
    const gradientsOf = (forward: () => Tensor4D) =>
      variableGrads(() => tidy(() => forward().square().sum()), weights);
    const folded = gradientsOf(() => module.forward(x));
    const apart = gradientsOf(() => norm.forward(module.conv.forward(x)).relu());
    expect(folded.value.dataSync()[0]).toBeCloseTo(apart.value.dataSync()[0], 2);
    for (const [name, gradient] of Object.entries(apart.grads)) {
      const expected = gradient.dataSync();
      const largest = Math.max(...expected.map(Math.abs));
      folded.grads[name].dataSync().forEach((value, i) => {
        expect(Math.abs(value - expected[i])).toBeLessThan(1e-4 * largest);
      });
    }
  });

  it('adds a residual before the ReLU', () => {
    const module = moduleWithNorm();
    const [x, residual] = [filled([1, 4, 4, 3], 1), filled([1, 4, 4, 4], 2)];
    const values = tidy(() => convNorm(x, module.conv, module.norm, { residual, hasRelu: true })).dataSync();
    const expected = tidy(() => convNorm(x, module.conv, module.norm).add(residual).relu()).dataSync();
    values.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 5);
    });
  });

  it('takes batches without images', () => {
    const empty = tensor4d([], [0, 4, 4, 3]);
    expect(moduleWithNorm().forward(empty).shape).toEqual([0, 4, 4, 4]);
  });

  it('leaves no tensor behind', () => {
    const module = moduleWithNorm();
    const x = filled([1, 4, 4, 3], 1);
    expectNoLeak(() => module.forward(x).dispose());
    module.train();
    expectNoLeak(() => module.forward(x).dispose());
  });
});
