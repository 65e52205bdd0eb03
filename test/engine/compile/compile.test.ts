import { Random } from '../../../aligndet/core/index.js';
import {
  biasAdd,
  compile,
  conv2d,
  dispose,
  grad,
  grads,
  maxPool,
  memory,
  mul,
  relu,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tensor1d,
  tensor2d,
  tidy,
  valueAndGrads,
  variable,
  variableGrads,
} from '../../../aligndet/engine/index.js';
import { expectNoLeak } from '../../support/memory.js';

const random = new Random(1);

function noise(shape: number[]): Tensor {
  const size = shape.reduce((product, dim) => product * dim, 1);
  return tensor(
    Float32Array.from({ length: size }, () => random.uniform(-1, 1)),
    shape,
  );
}

function expectSame(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  const [a, b] = [Array.from(actual.dataSync()), Array.from(expected.dataSync())];
  const scale = b.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-6);
  b.forEach((value, i) => {
    expect(Math.abs(a[i] - value) / scale).toBeLessThan(1e-5);
  });
}

describe('compile', () => {
  it('gives the numbers of the uncompiled code, once per signature', () => {
    const code = (a: Tensor2D, b: Tensor2D) => a.matMul(b).add(1).relu();
    const compiled = compile(code);
    for (const n of [2, 3, 2]) {
      const [a, b] = [noise([n, 4]) as Tensor2D, noise([4, n]) as Tensor2D];
      expectSame(compiled(a, b), code(a, b));
    }
    expect(compiled.numSignatures).toBe(2);
    compiled.dispose();
  });

  it('takes and returns lists and objects, with plain values as part of the signature', () => {
    const code = ({ features }: { features: Tensor[] }, scale: number) => ({
      first: mul(features[0], scale),
      rest: features.slice(1).map((feature) => feature.sum()),
    });
    const compiled = compile(code);
    const features = [noise([2]), noise([3]), noise([4])];
    for (const scale of [2, 3]) {
      const [actual, expected] = [compiled({ features }, scale), code({ features }, scale)];
      expectSame(actual.first, expected.first);
      expect(actual.rest.map((sum) => sum.dataSync()[0])).toEqual(
        expected.rest.map((sum) => sum.dataSync()[0]),
      );
    }
    expect(compiled.numSignatures).toBe(2);
  });

  it('returns an argument, a captured tensor, and the same tensor twice', () => {
    const captured = tensor1d([5]);
    const compiled = compile((x: Tensor) => {
      const twice = x.add(x);
      return [x, captured, twice, twice];
    });
    const results = compile((x: Tensor) => compiled(x))(tensor1d([1]));
    expect(results.map((result) => result.dataSync()[0])).toEqual([1, 5, 2, 2]);
    results[2].dispose();
    expect(results[3].dataSync()[0]).toBe(2);
  });

  it('sees new values of the variables that it uses', () => {
    const weight = variable(tensor1d([2]));
    const compiled = compile((x: Tensor) => x.mul(weight));
    expect(compiled(tensor1d([3])).dataSync()[0]).toBe(6);
    weight.assign(tensor1d([5]));
    expect(compiled(tensor1d([3])).dataSync()[0]).toBe(15);
    expect(compiled.numSignatures).toBe(1);
  });

  it('compiles again when a frozen variable is assigned', () => {
    const weight = variable(tensor1d([2]));
    const compiled = compile((x: Tensor) => x.mul(weight), { freeze: true });
    expect(compiled(tensor1d([3])).dataSync()[0]).toBe(6);
    weight.assign(tensor1d([5]));
    expect(compiled(tensor1d([3])).dataSync()[0]).toBe(15);
    expect(compiled.numSignatures).toBe(1);
  });

  it('compiles again when the key changes', () => {
    let training = true;
    const compiled = compile((x: Tensor) => (training ? x.neg() : x.square()), {
      key: () => String(training),
    });
    expect(compiled(tensor1d([3])).dataSync()[0]).toBe(-3);
    training = false;
    expect(compiled(tensor1d([3])).dataSync()[0]).toBe(9);
  });

  it('keeps no more signatures than asked', () => {
    const compiled = compile((x: Tensor) => x.neg(), { maxSignatures: 2 });
    for (const n of [1, 2, 3, 1]) expect(compiled(noise([n])).shape).toEqual([n]);
    expect(compiled.numSignatures).toBe(2);
  });

  it('names what reads values while it compiles', () => {
    const compiled = compile((x: Tensor) => (x.dataSync()[0] > 0 ? x : x.neg()));
    expect(() => compiled(tensor1d([1]))).toThrow(
      'The values of a tensor were read inside a compiled function',
    );
  });

  it('runs code op by op inside another compiled function, and after a failed trace', () => {
    const inner = compile((x: Tensor) => x.square());
    const outer = compile((x: Tensor) => inner(x).add(1));
    expect(outer(tensor1d([3])).dataSync()[0]).toBe(10);
    expect(inner.numSignatures).toBe(0);
    expect(() =>
      compile(() =>
        tensor2d([[1]]).matMul(
          tensor2d([
            [1, 2],
            [3, 4],
          ]),
        ),
      )(),
    ).toThrow();
    expect(tensor1d([3]).square().dataSync()[0]).toBe(9);
  });

  it('leaves no tensor behind', () => {
    const weight = variable(noise([4]));
    const compiled = compile((x: Tensor) => [x.mul(weight), x.sum()]);
    const x = noise([4]);
    expectNoLeak(() => dispose(compiled(x)));
    expectNoLeak(() => tidy(() => void variableGrads(() => compiled(x)[0].square().sum())));
  });
});

describe('the gradient of a compiled function', () => {
  const filter = variable(noise([3, 3, 2, 4]), true);
  const bias = variable(noise([4]), true) as unknown as Tensor1D;
  const scale = variable(noise([4]), true);
  const code = (x: Tensor4D): Tensor4D[] => {
    const folded = filter.mul(scale) as Tensor4D;
    const first = relu(biasAdd(conv2d(x, folded, 1, 1), bias));
    const pooled = maxPool(first, 3, 2, 1);
    return [pooled, conv2d(pooled, first.slice([0, 0, 0, 0], [1, 1, 4, 4]).reshape([1, 1, 4, 4]), 1, 0)];
  };
  const compiled = compile(code);
  const loss = (run: typeof code, x: Tensor4D) => {
    const [a, b] = run(x);
    return a.square().sum().add(b.mul(3).sum()).asScalar();
  };

  it('agrees by variables', () => {
    const x = noise([2, 8, 8, 2]) as Tensor4D;
    const expected = variableGrads(() => loss(code, x));
    const actual = variableGrads(() => loss(compiled, x));
    expectSame(actual.value, expected.value);
    expect(Object.keys(actual.grads).sort()).toEqual(Object.keys(expected.grads).sort());
    for (const name of Object.keys(expected.grads)) expectSame(actual.grads[name], expected.grads[name]);
  });

  it('agrees by arguments, foreseen or not', () => {
    const x = noise([1, 8, 8, 2]) as Tensor4D;
    const gradient = (run: typeof code) => grad((input: Tensor) => loss(run, input as Tensor4D))(x);
    expectSame(gradient(compiled), gradient(code));
    const through = (run: typeof code) =>
      variableGrads(() =>
        loss(run, conv2d(x, filter as Tensor4D, 1, 1).slice([0, 0, 0, 0], [-1, -1, -1, 2])),
      );
    const [actual, expected] = [through(compiled).grads, through(code).grads];
    for (const name of Object.keys(expected)) expectSame(actual[name], expected[name]);
  });

  it('agrees when only some outputs and inputs count', () => {
    const f = (a: Tensor, b: Tensor) => [a.mul(b), b.square(), a.greater(0)];
    const g = compile(f);
    const [a, b] = [noise([3]), noise([3])];
    for (const pick of [0, 1]) {
      const gradients = (run: typeof f) =>
        valueAndGrads((p: Tensor, q: Tensor) => run(p, q)[pick].sum().asScalar().add(p.sum()).asScalar())([
          a,
          b,
        ]);
      const [actual, expected] = [gradients(g), gradients(f)];
      for (const [i, gradient] of actual.grads.entries()) expectSame(gradient, expected.grads[i]);
    }
  });

  it('leaves frozen variables alone and notices when one thaws', () => {
    const weight = variable(tensor1d([2]), false);
    const other = variable(tensor1d([3]), true);
    const f = compile((x: Tensor) => x.mul(weight).mul(other));
    const gradients = () =>
      variableGrads(() =>
        f(tensor1d([1]))
          .sum()
          .asScalar(),
      ).grads;
    expect(Object.keys(gradients())).toEqual(expect.not.arrayContaining([weight.name]));
    weight.trainable = true;
    expect(gradients()[weight.name].dataSync()[0]).toBe(3);
  });

  it('can be called twice on one tape', () => {
    const f = compile((x: Tensor) => x.square().mul(2));
    const [gradient] = grads((x: Tensor) => f(f(x)).sum())([tensor1d([3])]); // 2 (2 x^2)^2 = 8 x^4
    expect(gradient.dataSync()[0]).toBe(32 * 27);
  });

  it('gives handles back', () => {
    const x = noise([1, 8, 8, 2]) as Tensor4D;
    const step = () => tidy(() => void variableGrads(() => loss(compiled, x)));
    step();
    const before = memory();
    step();
    expect(memory()).toEqual(before);
  });
});
