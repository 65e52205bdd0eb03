import { EngineError } from '../../aligndet/core/index.js';
import {
  int64Vector,
  memory,
  rawOp,
  scalar,
  singleOp,
  tensor1d,
  tensor2d,
  tidy,
} from '../../aligndet/engine/index.js';

describe('rawOp', () => {
  it('returns every output of an op', () => {
    tidy(() => {
      const [values, indices] = rawOp('TopKV2', { sorted: true }, [tensor1d([3, 9, 5]), scalar(2, 'int32')]);
      expect([...values.dataSync()]).toEqual([9, 5]);
      expect([...indices.dataSync()]).toEqual([1, 2]);
    });
  });

  it('takes a list of tensors and gives one back', () => {
    tidy(() => {
      const parts = rawOp('Split', { num_split: 3 }, [scalar(0, 'int32'), tensor1d([1, 2, 3])], 3);
      expect(parts.map((part) => part.dataSync()[0])).toEqual([1, 2, 3]);
      const [whole] = rawOp('ConcatV2', {}, [...parts.reverse(), scalar(0, 'int32')]);
      expect([...whole.dataSync()]).toEqual([3, 2, 1]);
    });
  });

  it('gives int64 as int32, and takes int64', () => {
    tidy(() => {
      const [where] = rawOp('Where', {}, [tensor1d([0, 1, 1], 'bool')]);
      expect(where.dtype).toBe('int32');
      expect([...where.dataSync()]).toEqual([1, 2]);
      expect(singleOp('BroadcastTo', {}, [tensor1d([7]), int64Vector([2, 1])]).shape).toEqual([2, 1]);
    });
  });

  describe('says what is wrong', () => {
    it.each([
      [
        'an op that does not exist',
        () => rawOp('CropAndResise', {}, []),
        /no op called "CropAndResise".*CropAndResize/,
      ],
      [
        'an attribute that the op has not',
        () => rawOp('TopKV2', { sort: true }, [tensor1d([1]), scalar(1, 'int32')]),
        /TopKV2 has no attribute "sort"\. Did you mean "sorted"\? Known: sorted/,
      ],
      [
        'shapes that do not fit: the op, the shapes, the dtypes',
        () => rawOp('MatMul', {}, [tensor2d([[1, 2]]), tensor2d([[1, 2]])]),
        /^MatMul\(float32\[1, 2\], float32\[1, 2\]\): .*[Mm]atrix size/,
      ],
      [
        'a dtype that does not fit',
        () => rawOp('AddV2', {}, [tensor1d([1]), tensor1d([1], 'int32')]),
        /^AddV2\(float32\[1\], int32\[1\]\): /,
      ],
      ['too few inputs', () => rawOp('AddV2', {}, [tensor1d([1])]), /^AddV2\(float32\[1\]\): /],
      [
        'an index out of range',
        () => rawOp('GatherNd', {}, [tensor1d([1, 2]), tensor2d([[5]], [1, 1], 'int32')]),
        /^GatherNd\(float32\[2\], int32\[1, 1\]\): indices\[0\] = \[5\] does not index/,
      ],
    ])('%s', (_case, call, message) => {
      const run = () => tidy(call);
      expect(run).toThrow(EngineError);
      expect(run).toThrow(message);
    });

    it('and leaves nothing behind', () => {
      const matrix = tensor2d([[1, 2]]);
      matrix.neg().dispose(); // hands the values over
      const before = memory();
      expect(() => rawOp('MatMul', {}, [matrix, matrix])).toThrow(EngineError);
      expect(memory()).toEqual(before);
      matrix.dispose();
    });
  });

  it('names a tensor that was disposed', () => {
    const gone = tensor1d([1]);
    gone.dispose();
    expect(() => rawOp('Neg', {}, [gone])).toThrow();
    expect(() => gone.neg()).toThrow('Tensor is disposed.');
  });
});
