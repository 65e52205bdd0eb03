import { tensor2d, tidy } from '../../../aligndet/engine/index.js';
import { deltaXywhCoder, distancePointCoder } from '../../../aligndet/models/index.js';

const priors = Float32Array.of(0, 0, 10, 20, 5, 5, 25, 45);
const groundTruths = Float32Array.of(2, 2, 12, 30, 0, 10, 30, 40);

describe('DeltaXYWHBBoxCoder', () => {
  const coder = deltaXywhCoder({ means: [0, 0, 0, 0], stds: [0.1, 0.1, 0.2, 0.2], isClipped: true });

  it('encodes shifts in units of the prior, sides as logarithms', () => {
    const [dx, dy, dw, dh] = coder.encode(priors, groundTruths);
    expect([dx, dy, dw, dh]).toEqual([
      expect.closeTo(2 / 10 / 0.1), // centre from 5 to 7
      expect.closeTo(6 / 20 / 0.1), // centre from 10 to 16
      expect.closeTo(0),
      expect.closeTo(Math.log(28 / 20) / 0.2, 5),
    ]);
  });

  it('decodes what it encoded', () => {
    const back = coder.decode(priors, coder.encode(priors, groundTruths));
    back.forEach((coordinate, i) => {
      expect(coordinate).toBeCloseTo(groundTruths[i], 4);
    });
  });

  it('clips to the image, and only then', () => {
    const codes = coder.encode(priors, groundTruths);
    expect(coder.decode(priors, codes, [20, 11])[3]).toBe(20);
    const free = deltaXywhCoder({ means: [0, 0, 0, 0], stds: [0.1, 0.1, 0.2, 0.2], isClipped: false });
    expect(free.decode(priors, codes, [20, 11])[3]).toBeCloseTo(30);
  });

  it('gives the same as tensors, one box per class', () => {
    const codes = Float32Array.from({ length: 16 }, (_, i) => Math.sin(i));
    const tensors = tidy(() =>
      coder.decodeTensor(tensor2d(priors, [2, 4]), tensor2d(codes, [2, 8]), [40, 40]).dataSync(),
    );
    coder.decode(priors, codes, [40, 40]).forEach((coordinate, i) => {
      expect(tensors[i]).toBeCloseTo(coordinate, 4);
    });
  });

  it('limits how much a side grows', () => {
    const plain = deltaXywhCoder({ means: [0, 0, 0, 0], stds: [1, 1, 1, 1], isClipped: false });
    const [x1, , x2] = plain.decode(Float32Array.of(0, 0, 1, 1), Float32Array.of(0, 0, 100, 0));
    expect(x2 - x1).toBeCloseTo(1000 / 16, 3);
  });

  it('takes no boxes', () => {
    expect(coder.decode(new Float32Array(0), new Float32Array(0))).toHaveLength(0);
    expect(coder.encode(new Float32Array(0), new Float32Array(0))).toHaveLength(0);
  });
});

describe('DistancePointBBoxCoder', () => {
  const coder = distancePointCoder(true);
  const points = Float32Array.of(5, 5, 10, 20);

  it('decodes what it encoded', () => {
    expect([...coder.decode(points, coder.encode(points, groundTruths))]).toEqual([...groundTruths]);
  });

  it('limits distances when asked', () => {
    expect([...coder.encode(points, groundTruths, 4)]).toEqual([3, 3, 4, 4, 4, 4, 4, 4]);
  });
});
