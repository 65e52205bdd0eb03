import { dispose, grads, keep, memory, tensor1d, tidy, valueAndGrads } from '../../aligndet/engine/index.js';

describe('memory', () => {
  it('counts tensors, their bytes, and the handles of values that TensorFlow holds', () => {
    const before = memory();
    const x = tensor1d([1, 2, 3]);
    expect(memory().numTensors - before.numTensors).toBe(1);
    expect(memory().numBytes - before.numBytes).toBe(3 * 4);
    expect(memory().numHandles - before.numHandles).toBe(0); // the values go over when an op needs them
    const y = x.neg();
    expect(memory().numHandles - before.numHandles).toBe(2);
    dispose([x, y]);
    expect(memory()).toEqual(before);
  });

  it('keeps the values of clones until the last is disposed', () => {
    const before = memory();
    const row = tensor1d([1, 2, 3, 4]);
    const copy = row.clone();
    expect(memory().numBytes - before.numBytes).toBe(2 * 4 * 4);
    row.dispose();
    expect([...copy.dataSync()]).toEqual([1, 2, 3, 4]);
    copy.dispose();
    expect(memory()).toEqual(before);
  });

  it('frees what a tidy made, but for its result and what is kept', () => {
    const before = memory();
    const kept: { dispose(): void }[] = [];
    const result = tidy(() => {
      const x = tensor1d([1, 2]);
      kept.push(keep(x.square()));
      return x.add(1);
    });
    expect(memory().numTensors - before.numTensors).toBe(2);
    dispose(result);
    for (const tensor of kept) tensor.dispose();
    expect(memory()).toEqual(before);
  });

  it('frees what was made before an error', () => {
    const before = memory();
    expect(() =>
      tidy(() =>
        tensor1d([1, 2])
          .neg()
          .add(tensor1d([1, 2, 3])),
      ),
    ).toThrow();
    expect(memory()).toEqual(before);
  });

  it('is flat over steps with gradients', () => {
    const weights = tensor1d([0.5, 2]);
    const step = () => {
      const { value, grads: gradients } = valueAndGrads((w) => w.square().sum())([weights]);
      dispose([value, ...gradients]);
      dispose(grads((w) => w.exp().sum())([weights]));
    };
    step();
    const before = memory();
    for (let i = 0; i < 200; i++) step();
    expect(memory()).toEqual(before);
    weights.dispose();
  });
});
