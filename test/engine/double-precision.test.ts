import {
  grad,
  inDoublePrecision,
  matMul,
  memory,
  rawOp,
  scalar,
  sum,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tensor4d,
  tidy,
} from '../../aligndet/engine/index.js';

/** 1 + 2^-24 is a float64, but no float32. */
const tiny = 2 ** -24;
const surplus = () => scalar(1).add(tiny).sub(1).dataSync()[0];

describe('inDoublePrecision', () => {
  it('keeps what float32 rounds away, and only within', async () => {
    expect(surplus()).toBe(0);
    expect(await inDoublePrecision(surplus)).toBe(tiny);
    expect(surplus()).toBe(0);
  });

  it('reaches products, sums and gradients', async () => {
    const row = [1, tiny, -1];
    await inDoublePrecision(() => {
      expect(matMul(tensor2d([row]), tensor2d([[1], [1], [1]])).dataSync()[0]).toBe(tiny);
      expect(sum(tensor1d(row)).dataSync()[0]).toBe(tiny);
      const gradient = grad((x) => x.mul(scalar(1).add(tiny)).sub(x));
      expect(gradient(tensor1d([1])).dataSync()[0]).toBe(tiny);
    });
  });

  it('takes tensors that were made before', async () => {
    const before = tensor1d([1, tiny, -1]);
    before.square().dispose(); // is with TensorFlow now
    expect(await inDoublePrecision(() => before.sum().dataSync()[0])).toBe(tiny);
  });

  it('leaves tensors that were made before as they were', async () => {
    const before = tensor1d([1, 2]); // goes to TensorFlow within
    expect(await inDoublePrecision(() => before.sum().dataSync()[0])).toBe(3);
    expect(before.reshape([2, 1]).sum().dataSync()[0]).toBe(3);
  });

  it('runs ops that have float32 only', async () => {
    const image = tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const crop = () => {
      const boxes = tensor2d([[0, 0, 1, 1]]);
      const size = tensor1d([1, 1], 'int32');
      return rawOp('CropAndResize', {}, [image, boxes, tensor1d([0], 'int32'), size])[0] as Tensor4D;
    };
    expect(await inDoublePrecision(() => crop().add(tiny).dataSync()[0])).toBe(2.5); // the mean of the corners
  });

  it('ends where an error ends it', async () => {
    const failing = inDoublePrecision(() => {
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(surplus()).toBe(0);
  });

  it('leaves no tensor behind', async () => {
    const before = memory();
    await inDoublePrecision(() => tidy(() => tensor1d([1, 2]).mul(2).sum().dataSync()));
    expect(memory()).toEqual(before);
  });
});
