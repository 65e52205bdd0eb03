import {
  grad,
  lossGradients,
  memory,
  type Scalar,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  unstack,
  type Variable,
  variable,
  variableGrads,
} from '../../aligndet/engine/index.js';
import { expectNoLeak } from '../support/memory.js';

describe('lossGradients', () => {
  const weights: Variable = variable(
    tensor2d([
      [1, -2],
      [3, 0.5],
    ]),
  );
  const bias: Variable = variable(tensor1d([0.5, -1]));
  const unused: Variable = variable(tensor1d([7]));
  const x = tensor2d([
    [1, 2],
    [-1, 0.5],
    [0, 3],
  ]);
  /** The hidden rows are read twice, so that their slopes add up. */
  const loss = () => {
    const hidden = x.matMul(weights).add(bias);
    return hidden.relu().add(hidden.sigmoid()).mul(hidden).sum() as Scalar;
  };

  it('gives what tfjs gives', () => {
    const { value, gradients } = lossGradients(loss, [weights, bias]);
    const expected = variableGrads(loss, [weights, bias]);
    expect(value.dataSync()).toEqual(expected.value.dataSync());
    for (const one of [weights, bias]) {
      expect(gradients.get(one)?.dataSync()).toEqual(expected.grads[one.name].dataSync());
    }
  });

  it('has no slope by what the loss does not read', () => {
    const { gradients } = lossGradients(loss, [bias, unused]);
    expect([...gradients.keys()]).toEqual([bias]);
  });

  it('keeps apart slopes that are one tensor: a sum hands its own on to both sides', () => {
    const { gradients } = lossGradients(() => bias.add(weights.sum(0)).sum() as Scalar, [weights, bias]);
    gradients.get(bias)?.dispose();
    expect([...(gradients.get(weights) as Variable).dataSync()]).toEqual([1, 1, 1, 1]);
  });

  it('keeps no values for gradients that need shapes alone', () => {
    const large = tensor1d(new Float32Array(1000).fill(1));
    const scale: Variable = variable(tensor1d([2]));
    const chain = (y: Tensor) => {
      const rows = y.add(large).sub(1).reshape<Tensor2D>([10, 100]);
      const padded = rows.pad([
        [0, 1],
        [0, 0],
      ]);
      return padded.slice([0, 0], [10, 100]).concat(rows, 1).slice([0, 50], [10, 100]).flatten();
    };
    let kept = Number.NaN;
    const { gradients } = lossGradients(() => {
      let y: Tensor = large.mul(scale);
      const before = memory().numTensors;
      for (let i = 0; i < 5; i++) {
        const next = tidy(() => chain(y));
        y.dispose();
        y = next;
      }
      kept = memory().numTensors - before;
      return y.sum() as Scalar;
    }, [scale]);
    expect(kept).toBe(0);
    expect(gradients.get(scale)?.dataSync()[0]).toBe(1000);
  });

  it('frees activations on the way back', () => {
    const chain = () => {
      let y = x.matMul(weights);
      for (let i = 0; i < 50; i++) y = y.sin();
      return y.sum() as Scalar;
    };
    let largest = 0;
    const { gradients } = lossGradients(() => {
      const y = chain();
      largest = memory().numTensors;
      return y;
    }, [weights]);
    expect(memory().numTensors).toBeLessThan(largest - 50);
    expect(gradients.size).toBe(1);
  });

  it('leaves nothing behind, also when the loss fails', () => {
    expectNoLeak(() => {
      const { value, gradients } = lossGradients(loss, [weights]);
      value.dispose();
      for (const gradient of gradients.values()) gradient.dispose();
    });
    expectNoLeak(() => {
      const failing = () => {
        loss();
        throw new Error('on purpose');
      };
      expect(() => lossGradients(failing, [weights])).toThrow('on purpose');
    });
  });

  it('takes one number only', () => {
    expect(() => lossGradients(() => x.matMul(weights) as never, [weights])).toThrow(
      'A loss must be a scalar, but has the shape [3, 2].',
    );
  });
});

describe('unstack', () => {
  it('has a slope where there is one part only', () => {
    const x = tensor2d([[2, 3]]);
    const gradient = grad((given: Tensor) => unstack(given)[0].square().sum())(x);
    expect(gradient.arraySync()).toEqual([[4, 6]]);
  });
});
