import { Random, ShapeError } from '../../../aligndet/core/index.js';
import { tidy, zeros } from '../../../aligndet/engine/index.js';
import { Linear } from '../../../aligndet/nn/index.js';

describe('Linear', () => {
  const linear = new Linear(4, 3);
  linear.resetParameters(new Random(0));

  it.each([[[2, 4]], [[2, 5, 4]], [[0, 4]]])('works on the last axis of %j', (shape) => {
    tidy(() => {
      expect(linear.forward(zeros(shape)).shape).toEqual([...shape.slice(0, -1), 3]);
    });
  });

  it.each([[[2, 8]], [[2, 4, 8]]])('refuses %j, whose rows have another length', (shape) => {
    tidy(() => {
      expect(() => linear.forward(zeros(shape))).toThrow(ShapeError);
      expect(() => linear.forward(zeros(shape))).toThrow(
        `A linear layer expects rows of 4 values, but its input is [${shape.join(', ')}]`,
      );
    });
  });
});
