import { evaluateRecalls } from '../../aligndet/evaluation/index.js';

describe('evaluateRecalls', () => {
  const groundTruth = [Float32Array.of(0, 0, 10, 10, 20, 20, 30, 30), new Float32Array()];
  const proposals = [
    Float32Array.of(...[0, 0, 10, 5, 0.2], ...[0, 0, 10, 10, 0.9], ...[20, 20, 30, 26, 0.5]),
    Float32Array.of(0, 0, 1, 1, 1),
  ];

  it('takes the best so many proposals of each image', () => {
    const recalls = evaluateRecalls(groundTruth, proposals, {
      proposalNums: [1, 2],
      iouThresholds: [0.5, 0.6, 0.7],
    });
    expect([...recalls]).toEqual([0.5, 0.5, 0.5, 1, 1, 0.5]); // IoU 1 and 0.6
  });

  it('gives each true box its own proposal', () => {
    const twice = [Float32Array.of(0, 0, 10, 10, 0, 0, 10, 10)];
    const once = [Float32Array.of(0, 0, 10, 10, 1)];
    expect([...evaluateRecalls(twice, once, { proposalNums: [10], iouThresholds: [0.5] })]).toEqual([0.5]);
  });

  it('is NaN with nothing to find and 0 without proposals', () => {
    const options = { proposalNums: [10], iouThresholds: [0.5] };
    expect([...evaluateRecalls([new Float32Array()], [new Float32Array()], options)]).toEqual([Number.NaN]);
    expect([...evaluateRecalls([groundTruth[0]], [new Float32Array()], options)]).toEqual([0]);
  });
});
