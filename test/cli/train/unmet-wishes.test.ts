import { unmetWishes } from '../../../aligndet/cli/train/unmet-wishes.js';

describe('unmetWishes', () => {
  it('has nothing to say of most runs', () => {
    expect(unmetWishes({}, {})).toEqual([]);
    expect(unmetWishes({ fp16: null }, { gpus: 1 })).toEqual([]);
  });

  it('names half precision and several GPUs', () => {
    const wishes = unmetWishes({ fp16: { loss_scale: 'dynamic' } }, { gpus: 8 });
    expect(wishes).toEqual([
      expect.stringContaining('8 GPUs were asked for'),
      expect.stringContaining('fp16: this version trains in float32'),
    ]);
  });
});
