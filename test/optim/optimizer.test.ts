import { Builder, CheckpointError } from '../../aligndet/core/index.js';
import { memory, onesLike, tensor } from '../../aligndet/engine/index.js';
import { convLayout, Parameter } from '../../aligndet/nn/index.js';
import { clipFactor, gradientNorm, optimizerRegistry } from '../../aligndet/optim/index.js';

const builder = new Builder([optimizerRegistry]);

function parameterOf(values: number[], shape = [values.length]): Parameter {
  const parameter = new Parameter(shape, shape.length === 4 ? { layout: convLayout } : {});
  parameter.assign(values);
  return parameter;
}

describe('SGD', () => {
  const factory = builder.build('optimizer', { type: 'SGD', lr: 0.1, momentum: 0.9, weight_decay: 0.01 });

  it('starts its momentum with the first gradient, decay included', () => {
    const parameter = parameterOf([1]);
    const optimizer = factory.create([{ parameters: [parameter], options: { ...factory.defaults } }]);
    const step = () => optimizer.step(new Map([[parameter, tensor([2])]]));
    step(); // buffer 2 + 0.01 * 1 = 2.01, value 1 - 0.1 * 2.01 = 0.799
    expect(parameter.read()[0]).toBeCloseTo(0.799, 6);
    step(); // buffer 0.9 * 2.01 + 2 + 0.01 * 0.799 = 3.81699, value 0.799 - 0.381699
    expect(parameter.read()[0]).toBeCloseTo(0.417301, 6);
  });

  it('leaves a parameter without gradient alone, its decay too', () => {
    const parameter = parameterOf([3]);
    const optimizer = factory.create([{ parameters: [parameter], options: { ...factory.defaults } }]);
    optimizer.step(new Map());
    expect(parameter.read()[0]).toBe(3);
  });
});

describe.each([
  ['SGD', { lr: 0.05, momentum: 0.9 }],
  ['AdamW', { lr: 0.05 }],
  ['Adam', { lr: 0.05, amsgrad: true }],
])('%s', (type, options) => {
  const factory = builder.build('optimizer', { type, ...options });
  const shape = [2, 1, 1, 2]; // published [out, in, kh, kw], another order in memory
  const make = () => {
    const parameter = parameterOf([1, 2, 3, 4], shape);
    return {
      parameter,
      optimizer: factory.create([{ parameters: [parameter], options: { ...factory.defaults } }]),
    };
  };

  it('goes on from a saved state as if it had not stopped', () => {
    const [whole, stopped, resumed] = [make(), make(), make()];
    const step = ({ parameter, optimizer }: ReturnType<typeof make>, values: number[]) =>
      optimizer.step(new Map([[parameter, parameter.tensorOf(values)]]));
    step(whole, [1, -2, 3, 0]);
    step(whole, [0.5, 1, 1, -1]);
    step(stopped, [1, -2, 3, 0]);
    resumed.parameter.assign(stopped.parameter.read());
    resumed.optimizer.restore(stopped.optimizer.save());
    step(resumed, [0.5, 1, 1, -1]);
    expect(resumed.parameter.read()).toEqual(whole.parameter.read());
  });

  it('keeps the number of tensors', () => {
    const { parameter, optimizer } = make();
    const gradient = parameter.tensorOf([1, 1, 1, 1]);
    optimizer.step(new Map([[parameter, gradient]]));
    const before = memory().numTensors;
    for (let i = 0; i < 5; i++) optimizer.step(new Map([[parameter, gradient]]));
    expect(memory().numTensors).toBe(before);
  });

  it('refuses the state of another number of parameters', () => {
    const saved = make().optimizer.save();
    const other = factory.create([{ parameters: [], options: { ...factory.defaults } }]);
    expect(() => other.restore(saved)).toThrow(CheckpointError);
  });
});

describe('a step of many parameters', () => {
  it('changes them in several calls when they are large', () => {
    const factory = builder.build('optimizer', { type: 'SGD', lr: 0.5 });
    const parameters = [2 ** 23, 2 ** 24, 3].map((size) => new Parameter([size], { initial: 1 }));
    const optimizer = factory.create([{ parameters, options: { ...factory.defaults } }]);
    const gradients = new Map(parameters.map((one) => [one, onesLike(one.value)]));
    optimizer.step(gradients);
    for (const one of parameters)
      expect([one.value.min(), one.value.max()].map((x) => x.dataSync()[0])).toEqual([0.5, 0.5]);
    for (const one of [...parameters, ...gradients.values()]) one.dispose();
  });
});

describe('clipFactor', () => {
  it('is what brings the norm of all gradients down to the bound', () => {
    const [a, b] = [parameterOf([0]), parameterOf([0])];
    const gradients = new Map([
      [a, tensor([3])],
      [b, tensor([4])],
    ]);
    expect(gradientNorm(gradients)).toBeCloseTo(5, 6); // sqrt(9 + 16)
    expect(gradientNorm(gradients, 1)).toBeCloseTo(7, 6);
    expect(gradientNorm(gradients, 'inf')).toBe(4);
    const { norm, factor } = clipFactor(gradients, { max_norm: 1, norm_type: 2 });
    expect([norm, factor]).toEqual([5, expect.closeTo(0.2, 6)]);
    const factory = builder.build('optimizer', { type: 'SGD', lr: 1 });
    const optimizer = factory.create([{ parameters: [a, b], options: { ...factory.defaults } }]);
    optimizer.step(gradients, factor);
    expect([a.read()[0], b.read()[0]]).toEqual([expect.closeTo(-0.6, 6), expect.closeTo(-0.8, 6)]);
  });
});
