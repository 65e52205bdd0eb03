import { multiclassNms } from '../../../aligndet/models/index.js';

const options = { scoreThr: 0.3, nms: { type: 'nms', iou_threshold: 0.5 }, maxNum: -1 } as const;
const boxes = Float32Array.of(0, 0, 10, 10, 0, 0, 10, 11, 20, 20, 30, 30);
// Two classes and the background.
const scores = Float32Array.of(0.9, 0.5, 0, 0.8, 0.1, 0.1, 0.2, 0.6, 0.2);

describe('multiclassNms', () => {
  it('lets boxes suppress others of their class only', () => {
    const { dets, labels, indices } = multiclassNms(boxes, scores, 2, options);
    expect([...labels]).toEqual([0, 1, 1]); // box 1 goes: it overlaps box 0 in class 0
    expect([...indices]).toEqual([0, 5, 1]); // box * 2 + class
    expect([...dets.subarray(0, 5)]).toEqual([0, 0, 10, 10, expect.closeTo(0.9)]);
  });

  it('keeps the best few', () => {
    expect(multiclassNms(boxes, scores, 2, { ...options, maxNum: 1 }).dets).toHaveLength(5);
  });

  it('applies factors after the threshold', () => {
    const scoreFactors = Float32Array.of(0.1, 0.1, 0.1);
    const { dets } = multiclassNms(boxes, scores, 2, { ...options, scoreFactors });
    expect(dets[4]).toBeCloseTo(0.09);
  });

  it('takes no boxes, and none above the threshold', () => {
    expect(multiclassNms(new Float32Array(0), new Float32Array(0), 2, options).dets).toHaveLength(0);
    expect(multiclassNms(boxes, scores, 2, { ...options, scoreThr: 0.95 }).labels).toHaveLength(0);
  });
});
