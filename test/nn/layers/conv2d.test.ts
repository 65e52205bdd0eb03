import { Random, ShapeError } from '../../../aligndet/core/index.js';
import { type Tensor4D, tidy, zeros } from '../../../aligndet/engine/index.js';
import { BatchNorm2d, Conv2d, convNorm } from '../../../aligndet/nn/index.js';

const maps = (channels: number) => zeros([1, 4, 4, channels]) as Tensor4D;

describe('Conv2d', () => {
  it('refuses a multiple of its channels, which its filter would take for groups', () => {
    tidy(() => {
      const conv = new Conv2d(4, 8, 1);
      conv.resetParameters(new Random(0));
      expect(conv.forward(maps(4)).shape).toEqual([1, 4, 4, 8]);
      expect(() => conv.forward(maps(8))).toThrow(ShapeError);
      expect(() => conv.forward(maps(8))).toThrow('expects 4 channels, but its maps are [1, 4, 4, 8]');
      expect(() => convNorm(maps(8), conv, new BatchNorm2d(8).eval())).toThrow('expects 4 channels');
    });
  });

  it('takes all channels of its groups', () => {
    tidy(() => {
      const conv = new Conv2d(8, 8, 3, { padding: 1, groups: 4 });
      conv.resetParameters(new Random(0));
      expect(conv.forward(maps(8)).shape).toEqual([1, 4, 4, 8]);
      expect(() => conv.forward(maps(4))).toThrow('expects 8 channels');
    });
  });
});
