import { TrainingError } from '../../aligndet/core/index.js';
import { memory, type Scalar } from '../../aligndet/engine/index.js';
import { trainStep } from '../../aligndet/runner/index.js';
import type { Losses } from '../../aligndet/structures/index.js';
import { emptyBatch, OneWeight } from '../support/runs.js';

/** `loss_bend` is the logarithm, or the inverse, of a weight. */
class Diverging extends OneWeight {
  constructor(
    value: number,
    private readonly bend: (weight: Scalar) => Scalar,
  ) {
    super();
    this.weight.fill(value);
  }

  override loss(): Losses {
    const weight = this.weight.value as unknown as Scalar;
    return { loss_line: weight.mul(1), loss_bend: this.bend(weight) };
  }
}

describe('trainStep', () => {
  it('gives each loss, their sum and the slope of the sum', () => {
    const model = new OneWeight();
    const { logVars, numSamples, gradients } = trainStep(model, emptyBatch(3), 0);
    // w = 2: w + 2 w^2 = 10, its slope 1 + 4 w = 9; the metric counts for nothing
    expect(logVars).toEqual({ loss_line: 2, loss_bend: 8, acc: 20, loss: 10 });
    expect(numSamples).toBe(3);
    expect(gradients.get(model.weight)?.dataSync()[0]).toBe(9);
    for (const gradient of gradients.values()) gradient.dispose();
    model.dispose();
  });

  it.each<[string, number, (weight: Scalar) => Scalar, string]>([
    ['NaN', -1, (weight) => weight.log(), 'loss_bend is NaN'],
    ['infinite', 0, (weight) => weight.reciprocal(), 'loss_bend is Infinity'],
    ['infinite below', 0, (weight) => weight.log(), 'loss_bend is -Infinity'],
  ])('stops at a loss that is %s, by name, iteration and images', (_case, value, bend, what) => {
    const before = memory().numTensors;
    const model = new Diverging(value, bend);
    const step = () => trainStep(model, emptyBatch(), 41);
    expect(step).toThrow(TrainingError);
    expect(step).toThrow(`${what} at iteration 42, images: images/0.jpg, images/1.jpg.`);
    expect(step).toThrow('optimizer.lr'); // what to do
    model.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('refuses a model without anything to train', () => {
    const model = new OneWeight();
    model.weight.requiresGrad = false;
    expect(() => trainStep(model, emptyBatch(), 0)).toThrow('every parameter of the model is frozen');
    model.dispose();
  });
});
