import { grad, type Tensor, tensor2d, tidy } from '../../aligndet/engine/index.js';
import {
  columnsOf,
  cxcywhToXyxy,
  cxcywhToXyxyTensor,
  flipBoxes,
  giou,
  iou,
  mapBoxes,
  mapBoxesBack,
  overlaps,
  toRois,
  withoutImage,
  withoutScores,
  xyxyToCxcywh,
} from '../../aligndet/structures/index.js';
import { expectNoLeak } from '../support/memory.js';

const boxes = (...rows: number[][]) => Float32Array.from(rows.flat());

describe('overlaps', () => {
  const a = boxes([0, 0, 2, 2]);

  it.each([
    ['equal boxes', [0, 0, 2, 2], 1, 1, 1],
    ['half of each', [1, 0, 3, 2], 1 / 3, 1 / 2, 1 / 3], // common 2, union 6, hull 6
    ['apart', [4, 0, 6, 2], 0, 0, -1 / 3], // hull 12, union 8
    ['one inside of the other', [0, 0, 1, 1], 1 / 4, 1 / 4, 1 / 4],
  ])('%s', (_case, box, iou, iof, giou) => {
    const b = boxes(box);
    expect(overlaps(a, b)[0]).toBeCloseTo(iou);
    expect(overlaps(a, b, 'iof')[0]).toBeCloseTo(iof);
    expect(overlaps(a, b, 'giou')[0]).toBeCloseTo(giou);
  });

  it('gives [N, M], row by row', () => {
    const b = boxes([0, 0, 2, 2], [4, 0, 6, 2], [1, 0, 3, 2]);
    expect([...overlaps(boxes([0, 0, 2, 2], [4, 0, 6, 2]), b)].map((iou) => iou > 0)).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  it('gives nothing for no boxes', () => {
    expect(overlaps(boxes(), a)).toHaveLength(0);
  });

  it('wants whole boxes', () => {
    expect(() => overlaps(Float32Array.of(1, 2, 3), a)).toThrow('a must be [N, 4] boxes');
  });
});

describe('overlaps with gradients', () => {
  const target = tensor2d([[0, 0, 2, 2]]);
  const iouWith = (a: Tensor, b: Tensor) => tidy(() => iou(columnsOf(a), columnsOf(b)));

  it.each([
    ['iou', iou],
    ['giou', giou],
  ] as const)('are what arrays give: %s', (mode, overlapOf) => {
    const [a, b] = [boxes([0, 0, 2, 2], [1, 1, 4, 5]), boxes([1, 0, 3, 2], [6, 6, 7, 9])];
    const values = tidy(() =>
      overlapOf(columnsOf(tensor2d(a, [2, 4])), columnsOf(tensor2d(b, [2, 4]))).dataSync(),
    );
    const pairs = overlaps(a, b, mode); // [2, 2]
    expect([...values]).toEqual([expect.closeTo(pairs[0]), expect.closeTo(pairs[3])]);
  });

  it('have the gradient of finite differences', () => {
    const [x1] = grad((box) => iouWith(box, target))(tensor2d([[1, 0, 3, 2]])).dataSync();
    const at = (x: number) => overlaps(boxes([x, 0, 3, 2]), boxes([0, 0, 2, 2]))[0];
    expect(x1).toBeCloseTo((at(1.01) - at(0.99)) / 0.02, 3);
  });

  it('have no gradient at equal boxes', () => {
    const gradient = grad((box) => iouWith(box, target))(tensor2d([[0, 0, 2, 2]])).dataSync();
    expect([...gradient]).toEqual([0, 0, 0, 0]); // the maximum of equal values gives each half, as PyTorch
  });

  it('give no rows for no boxes', () => {
    const none = tensor2d([], [0, 4]);
    expect(iouWith(none, none).shape).toEqual([0, 1]);
  });

  it('leave no tensor behind', () => {
    expectNoLeak(() => iouWith(target, target).dispose());
  });
});

describe('centers and sizes', () => {
  it('are corners there and back, of arrays and of tensors', () => {
    const corners = boxes([1, 2, 5, 10], [0, 0, 3, 1]);
    const centers = xyxyToCxcywh(corners);
    expect([...centers]).toEqual([3, 6, 4, 8, 1.5, 0.5, 3, 1]);
    expect(cxcywhToXyxy(centers)).toEqual(corners);
    expect(tidy(() => cxcywhToXyxyTensor(tensor2d(centers, [2, 4])).dataSync())).toEqual(corners);
    expect(cxcywhToXyxy(boxes())).toHaveLength(0);
  });
});

describe('boxes of views', () => {
  const view = {
    img_shape: [100, 200, 3] as [number, number, number],
    scale_factor: [2, 4, 2, 4] as [number, number, number, number],
    flip: true,
  };

  it.each(['horizontal', 'vertical', 'diagonal'])('map there and back: %s', (direction) => {
    const box = boxes([1, 2, 30, 20]);
    const meta = { ...view, flip_direction: direction };
    expect([...mapBoxesBack(mapBoxes(box, meta), meta)]).toEqual([...box]);
  });

  it('flips in the width of the image', () => {
    expect([...flipBoxes(boxes([10, 5, 30, 20]), [100, 200], 'horizontal')]).toEqual([170, 5, 190, 20]);
  });

  it('numbers the images of RoIs', () => {
    const rois = toRois([boxes([1, 2, 3, 4]), boxes(), boxes([5, 6, 7, 8])]);
    expect([...rois]).toEqual([0, 1, 2, 3, 4, 2, 5, 6, 7, 8]);
    expect([...withoutImage(rois)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...withoutScores(boxes([1, 2, 3, 4, 0.5]))]).toEqual([1, 2, 3, 4]);
  });
});
