import { builtinBuilder } from '../../../aligndet/builtins.js';
import { ConfigError } from '../../../aligndet/core/index.js';

const cost = (type: string, options: object = {}) =>
  builtinBuilder().build('match_cost', { type, ...options });

function expectCosts(costs: Float32Array, expected: readonly (readonly number[])[]): void {
  expect(costs.length).toBe(expected.flat().length);
  expected.flat().forEach((value, i) => {
    expect(costs[i]).toBeCloseTo(value, 5);
  });
}

describe('costs of boxes', () => {
  const boxes = (...rows: number[][]) => ({ data: Float32Array.from(rows.flat()), width: 4 });

  it.each([
    ['xyxy', 0.25 + 0.25], // both sides
    ['xywh', 0.25], // the centre
  ])('BBoxL1Cost compares %s', (format, distance) => {
    // The second box lies a quarter further right than the truth.
    const predicted = boxes([0.25, 0.25, 0.5, 0.5], [0.5, 0.25, 0.5, 0.5]);
    const costs = cost('BBoxL1Cost', { weight: 2, box_format: format })(predicted, boxes([0, 0, 0.5, 0.5]));
    expectCosts(costs, [[0], [2 * distance]]);
  });

  it.each([
    ['iou', 1 / 3], // of three squares one in common
    ['iof', 1 / 2],
    ['giou', 1 / 3], // the hull is the union
  ])('IoUCost by %s', (mode, overlap) => {
    const costs = cost('IoUCost', { weight: 3, iou_mode: mode })(boxes([0, 0, 2, 1]), boxes([1, 0, 3, 1]));
    expectCosts(costs, [[-3 * overlap]]);
  });

  it('has no cost where there is nothing', () => {
    expect(cost('IoUCost')(boxes(), boxes([0, 0, 1, 1])).length).toBe(0);
    expect(cost('BBoxL1Cost')(boxes([0, 0, 1, 1]), boxes()).length).toBe(0);
  });
});

describe('costs of classes', () => {
  const logits = { data: Float32Array.of(0, Math.log(3)), width: 2 };
  const labels = { data: Int32Array.of(1, 0), width: 1 };

  it('ClassificationCost is less the probability', () => {
    expectCosts(cost('ClassificationCost', { weight: 2 })(logits, labels), [[-2 * 0.75, -2 * 0.25]]);
  });

  it('FocalLossCost is how much more a positive loses than a negative', () => {
    // A sigmoid of 3 / 4: -log(3/4) * a / 16 - -log(1/4) * (1 - a) * 9 / 16 with a = 1 / 4; one of 1 / 2 likewise.
    const likely = (Math.log(4 / 3) * 0.25) / 16 - (Math.log(4) * 0.75 * 9) / 16;
    const even = (Math.log(2) * (0.25 - 0.75)) / 4;
    expectCosts(cost('FocalLossCost')(logits, labels), [[likely, even]]);
  });
});

// mmdet.core.bbox.match_costs of mmdet 2.25.2 with torch 1.13.0: torch.manual_seed(0); p = torch.randn(3, 4),
// g = (torch.rand(2, 4) > .5).long().
describe('costs of masks', () => {
  const predicted = {
    data: Float32Array.of(
      1.5409960746765137,
      -0.293428897857666,
      -2.1787893772125244,
      0.5684312582015991,
      -1.0845223665237427,
      -1.3985954523086548,
      0.40334683656692505,
      0.8380263447761536,
      -0.7192575931549072,
      -0.40334352850914,
      -0.5966353416442871,
      0.18203648924827576,
    ),
    width: 4,
  };
  const masks = { data: Int32Array.of(0, 1, 1, 0, 0, 0, 0, 1), width: 4 };

  it.each([
    [
      'FocalLossCost',
      { weight: 2, binary_input: true, gamma: 1.5 },
      [
        [0.9702959060668945, 0.558157742023468],
        [0.43734532594680786, 0.1878889501094818],
        [0.2670717239379883, 0.13457420468330383],
      ],
    ],
    [
      'DiceCost',
      { weight: 3, pred_act: true },
      [
        [2.204374313354492, 1.7187154293060303],
        [1.7228890657424927, 1.475466012954712],
        [1.7500593662261963, 1.7544307708740234],
      ],
    ],
    [
      'DiceCost',
      { naive_dice: false },
      [
        [1.5186145305633545, 0.8666359782218933],
        [1.331680417060852, 0.6644710302352905],
        [1.6510990858078003, 0.8236472010612488],
      ],
    ],
    [
      'CrossEntropyLossCost',
      { weight: 0.5 },
      [
        [0.736108660697937, 0.3560274839401245],
        [0.4524599015712738, 0.22330056130886078],
        [0.39193427562713623, 0.24418234825134277],
      ],
    ],
  ])('%s %j', (type, options, expected) => {
    expectCosts(cost(type, options)(predicted, masks), expected);
  });

  it('has no softmax form, as the reference', () => {
    expect(() => cost('CrossEntropyLossCost', { use_sigmoid: false })).toThrow(ConfigError);
  });
});
