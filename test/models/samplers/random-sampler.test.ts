import { ConfigError, Random } from '../../../aligndet/core/index.js';
import { buildRandomSampler, takeAllSampler } from '../../../aligndet/models/index.js';

const boxes = Float32Array.from({ length: 40 }, (_, i) => i);
const groundTruth = { bboxes: Float32Array.of(0, 0, 9, 9), labels: Int32Array.of(3) };
// Of ten candidates, three positives, six negatives, one that doesn't count.
const assigned = {
  numGts: 1,
  gtInds: Int32Array.of(1, 0, 0, 1, -1, 0, 0, 1, 0, 0),
  maxOverlaps: new Float32Array(10),
  labels: Int32Array.of(3, -1, -1, 3, -1, -1, -1, 3, -1, -1),
};
const options = { num: 8, posFraction: 0.25, negPosUb: -1, addGtAsProposals: false };

describe('RandomSampler', () => {
  it('takes up to the share of positives, and fills up with negatives', () => {
    const { posInds, negInds } = buildRandomSampler(options).sample(
      assigned,
      boxes,
      groundTruth,
      new Random(0),
    );
    expect(posInds).toHaveLength(2);
    expect(negInds).toHaveLength(6);
    expect([...posInds].every((i) => [0, 3, 7].includes(i))).toBe(true);
    expect([...posInds]).toEqual([...posInds].sort((a, b) => a - b));
  });

  it('draws the same with the same seed', () => {
    const draw = () =>
      buildRandomSampler({ ...options, num: 4 }).sample(assigned, boxes, groundTruth, new Random(5)).negInds;
    expect([...draw()]).toEqual([...draw()]);
  });

  it('draws nothing when everything is taken', () => {
    const random = new Random(1);
    const before = random.state;
    buildRandomSampler({ ...options, num: 100, posFraction: 1 }).sample(assigned, boxes, groundTruth, random);
    expect(random.state).toEqual(before);
  });

  it('limits negatives by positives', () => {
    const sampler = buildRandomSampler({ ...options, posFraction: 1, negPosUb: 1 });
    expect(sampler.sample(assigned, boxes, groundTruth, new Random(0)).negInds).toHaveLength(3);
    const none = { ...options, posFraction: 1, negPosUb: 0 };
    expect(buildRandomSampler(none).sample(assigned, boxes, groundTruth, new Random(0)).negInds).toHaveLength(
      0,
    );
  });

  it('puts truths before the candidates', () => {
    const sampler = buildRandomSampler({ ...options, num: 100, posFraction: 1, addGtAsProposals: true });
    const result = sampler.sample(assigned, boxes, groundTruth, new Random(0));
    expect([...result.posInds]).toEqual([0, 1, 4, 8]);
    expect([...result.posIsGt]).toEqual([1, 0, 0, 0]);
    expect([...result.posBoxes.subarray(0, 4)]).toEqual([0, 0, 9, 9]);
    expect([...(result.posGtLabels ?? [])]).toEqual([3, 3, 3, 3]);
  });

  it('needs an image without truths', () => {
    const none = { bboxes: new Float32Array(0), labels: new Int32Array(0) };
    const background = { numGts: 0, gtInds: new Int32Array(10), maxOverlaps: new Float32Array(10) };
    const result = buildRandomSampler({ ...options, addGtAsProposals: true }).sample(
      background,
      boxes,
      none,
      new Random(0),
    );
    expect(result.posInds).toHaveLength(0);
    expect(result.negInds).toHaveLength(8);
  });

  it('cannot add truths without classes', () => {
    const sampler = buildRandomSampler({ ...options, addGtAsProposals: true });
    const classless = { bboxes: groundTruth.bboxes };
    expect(() => sampler.sample(assigned, boxes, classless, new Random(0))).toThrow(ConfigError);
  });
});

describe('PseudoSampler', () => {
  it('needs all that were assigned', () => {
    const { posInds, negInds } = takeAllSampler.sample(assigned, boxes, groundTruth, new Random(0));
    expect([...posInds]).toEqual([0, 3, 7]);
    expect([...negInds]).toEqual([1, 2, 5, 6, 8, 9]);
  });
});
