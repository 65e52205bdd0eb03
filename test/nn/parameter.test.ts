import { memory } from '../../aligndet/engine/index.js';
import { Parameter } from '../../aligndet/nn/index.js';

function filled(value: number): Parameter {
  return new Parameter([2], { initial: value });
}

describe('Parameter.share', () => {
  it('has from then on what its owner has', () => {
    const [owner, other] = [filled(1), filled(2)];
    other.share(owner);
    expect([...other.read()]).toEqual([1, 1]);
    owner.fill(3);
    expect([...other.read()]).toEqual([3, 3]);
    other.fill(4);
    expect([...owner.read()]).toEqual([4, 4]);
  });

  it('leaves training to the owner, so that no optimizer steps twice', () => {
    const [owner, other] = [filled(1), filled(2)];
    other.share(owner);
    expect(other.requiresGrad).toBe(false);
    other.requiresGrad = false;
    expect(owner.requiresGrad).toBe(true);
  });

  it('frees its own value, and not its owner’s', () => {
    const before = memory().numTensors;
    const [owner, other] = [filled(1), filled(2)];
    other.share(owner);
    other.share(owner);
    expect(memory().numTensors).toBe(before + 1);
    other.dispose();
    expect([...owner.read()]).toEqual([1, 1]);
    owner.dispose();
    expect(memory().numTensors).toBe(before);
  });
});
