import { Builder, ConfigError } from '../../../aligndet/core/index.js';
import { grad, type Tensor, tensor1d, tensor2d, tidy } from '../../../aligndet/engine/index.js';
import { type Loss, lossRegistry } from '../../../aligndet/models/index.js';
import { expectNoLeak } from '../../support/memory.js';

const builder = new Builder([lossRegistry]);
const build = (type: string, options: object = {}): Loss => builder.build('loss', { type, ...options });
const numberOf = (loss: Tensor) => loss.dataSync()[0];

describe('box losses', () => {
  const target = tensor2d([[0, 0, 2, 2]]);

  it.each([
    ['GIoULoss', 'equal boxes', [0, 0, 2, 2], 0],
    ['GIoULoss', 'half of each overlaps', [1, 0, 3, 2], 2 / 3], // IoU 2/6, hull 6 = union 6
    ['GIoULoss', 'no overlap', [4, 0, 6, 2], 4 / 3], // IoU 0, hull 12, union 8
    ['DIoULoss', 'half of each overlaps', [1, 0, 3, 2], 2 / 3 + 1 / 13], // centres 1 apart, diagonal^2 9 + 4
    ['CIoULoss', 'the same shape elsewhere', [1, 0, 3, 2], 2 / 3 + 1 / 13], // no difference of aspect
    ['IoULoss', 'half of each overlaps', [1, 0, 3, 2], Math.log(3)],
    ['BoundedIoULoss', 'equal boxes', [0, 0, 2, 2], 0],
  ])('%s: %s', (type, _case, box, expected) => {
    expect(numberOf(build(type)(tensor2d([box]), target))).toBeCloseTo(expected, 2);
  });

  it.each(['IoULoss', 'GIoULoss', 'DIoULoss', 'CIoULoss'])('%s is zero without pairs', (type) => {
    const none = tensor2d([], [0, 4]);
    expect(numberOf(build(type)(none, none, { weight: tensor1d([]), avgFactor: 1 }))).toBe(0);
  });

  it('GIoU pulls a disjoint prediction towards its target', () => {
    const gradients = tidy(() => grad((box) => build('GIoULoss')(box, target))(tensor2d([[4, 0, 6, 2]])));
    expect(gradients.dataSync()[0]).toBeGreaterThan(0); // a smaller x1 means a smaller loss
  });
});

describe('CrossEntropyLoss', () => {
  const logits = tensor2d([
    [0, Math.log(3)],
    [0, 0],
  ]);
  const labels = tensor1d([1, 0], 'int32');

  it('is the mean of -log p', () => {
    expect(numberOf(build('CrossEntropyLoss')(logits, labels))).toBeCloseTo(
      (Math.log(4 / 3) + Math.log(2)) / 2,
    );
  });

  it('counts a label of no class as background, with sigmoids', () => {
    const loss = build('CrossEntropyLoss', { use_sigmoid: true, reduction: 'sum' });
    const background = tensor1d([2, 2], 'int32');
    expect(numberOf(loss(logits, background))).toBeCloseTo(Math.log(4) + 3 * Math.log(2));
  });

  it('takes the map of each label', () => {
    const maps = tensor2d([[0, 9]]).reshape([1, 1, 1, 2]);
    const loss = build('CrossEntropyLoss', { use_mask: true });
    const groundTruth = tensor2d([[1]]).reshape([1, 1, 1]);
    expect(numberOf(loss(maps, groundTruth, { labels: tensor1d([0], 'int32') }))).toBeCloseTo(Math.log(2));
  });

  it('averages over a tensor as over a number', () => {
    const loss = build('CrossEntropyLoss');
    const [byNumber, byTensor] = [4, tensor1d([4]).reshape([])].map((avgFactor) =>
      numberOf(loss(logits, labels, { avgFactor })),
    );
    expect(byTensor).toBeCloseTo(byNumber, 6);
  });

  it('says what excludes what', () => {
    expect(() => build('CrossEntropyLoss', { use_sigmoid: true, use_mask: true })).toThrow(ConfigError);
    expect(() => build('L1Loss')(logits, logits, { reduction: 'sum', avgFactor: 1 })).toThrow(ConfigError);
    expect(() => build('QualityFocalLoss')(logits, labels)).toThrow('needs the quality');
  });
});

describe('focal losses', () => {
  it('FocalLoss plays down what is known', () => {
    const loss = build('FocalLoss', { reduction: 'none', alpha: 0.5 });
    const [sure, unsure] = loss(tensor2d([[4], [0]]), tensor1d([0, 0], 'int32')).dataSync();
    expect(unsure).toBeCloseTo(0.5 * 0.25 * Math.log(2));
    expect(sure).toBeLessThan(1e-4);
  });

  it('takes probabilities where they are activated', () => {
    const labels = tensor1d([0, 1], 'int32');
    const logits = tensor2d([[1.5], [-0.5]]);
    const ofLogits = build('FocalLoss')(logits, labels);
    const ofProbabilities = build('FocalLoss', { activated: true })(logits.sigmoid(), labels);
    expect(numberOf(ofProbabilities)).toBeCloseTo(numberOf(ofLogits), 6);
  });

  it('QualityFocalLoss and VarifocalLoss are zero where the quality is met', () => {
    const perfect = tensor2d([[Math.log(3), -40]]); // 0.75 and 0
    const quality = tensor1d([0.75]);
    const qfl = build('QualityFocalLoss')(perfect, tensor1d([0], 'int32'), { quality });
    expect(numberOf(qfl)).toBeCloseTo(0);
    expect(numberOf(build('VarifocalLoss')(tensor2d([[-40]]), tensor2d([[0]])))).toBeCloseTo(0);
  });

  it('DistributionFocalLoss is shared by the two neighbours', () => {
    const flat = tensor2d([[0, 0, 0, 0]]);
    expect(numberOf(build('DistributionFocalLoss')(flat, tensor1d([1.25])))).toBeCloseTo(Math.log(4));
  });
});

describe('distances', () => {
  it.each([
    ['L1Loss', 2],
    ['SmoothL1Loss', 1.5],
    ['MSELoss', 4],
    ['BalancedL1Loss', 1.5 * 2 + 1.5 / (Math.exp(3) - 1) - 0.5],
  ])('%s of 2', (type, expected) => {
    expect(numberOf(build(type)(tensor1d([2]), tensor1d([0])))).toBeCloseTo(expected);
  });

  it('DiceLoss of a mask with itself', () => {
    const mask = tensor2d([[0, 1, 1, 0]]);
    expect(numberOf(build('DiceLoss', { activate: false })(mask, mask))).toBeCloseTo(0, 2);
  });

  it('GaussianFocalLoss at a peak', () => {
    expect(numberOf(build('GaussianFocalLoss')(tensor1d([0.5]), tensor1d([1])))).toBeCloseTo(
      0.25 * Math.log(2),
    );
  });

  it.each(lossRegistry.types())('%s leaves no tensor behind', (type) => {
    const loss = build(type);
    const boxes = tensor2d([[0.1, 0.1, 0.9, 0.8]]);
    const label = tensor1d([1], type === 'DistributionFocalLoss' ? 'float32' : 'int32');
    const isByLabel = /CrossEntropy|^Focal|QualityFocal|DistributionFocal/.test(type);
    const quality = tensor1d([0.5]);
    expectNoLeak(() => loss(boxes, isByLabel ? label : boxes, { quality }).dispose());
  });
});
