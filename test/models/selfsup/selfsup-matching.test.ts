import { builtinBuilder } from '../../../aligndet/builtins.js';
import { ConfigError, DataError, ShapeError } from '../../../aligndet/core/index.js';
import { dissimilarMatchCost, isQueryAssigner } from '../../../aligndet/models/index.js';
import { unreachable } from '../../support/unreachable.js';

const cost = (type: string, options: object = {}) =>
  builtinBuilder().build('match_cost', { type, ...options });
const rows = (...given: number[][]) => ({
  data: Float32Array.from(given.flat()),
  width: given[0]?.length ?? 2,
});

describe('costs of embeddings', () => {
  const [own, others] = [rows([2, 0], [0, 0]), rows([3, 0], [0, 1])];

  it('NegativeCosineSimilarityCost is 1 less the cosine', () => {
    expect([...cost('NegativeCosineSimilarityCost', { weight: 5 })(own, others)]).toEqual([0, 1, 1, 1]);
  });

  it('DissimilarCost is 1 less the share of a truth among all', () => {
    const costs = cost('DissimilarCost')(own, others);
    // Cosines of 1 and 0 by a temperature of a half; a row of zeros is alike to all.
    const probability = Math.exp(2) / (Math.exp(2) + 1);
    [1 - probability, probability, 0.5, 0.5].forEach((expected, i) => {
      expect(costs[i]).toBeCloseTo(expected);
    });
    expect(dissimilarMatchCost(own, others, 0.01)[0]).toBeCloseTo(0);
  });

  it('ZeroCost is nothing for any pair', () => {
    expect([...cost('ZeroCost', { weight: 3 })(own, rows([1]))]).toEqual([0, 0, 0, 0].slice(0, 2));
  });

  it('says when embeddings cannot be compared', () => {
    expect(() => cost('DissimilarCost')(own, rows([1, 2, 3]))).toThrow(ShapeError);
  });
});

describe('assigners of queries', () => {
  const boxes = Float32Array.of(0.25, 0.5, 0.5, 1, 0.75, 0.5, 0.5, 1);
  const predictions = { boxes, logits: new Float32Array(2 * 3) };
  const right = { bboxes: Float32Array.of(100, 0, 200, 100), labels: Int32Array.of(1) };
  const build = (type: string) => {
    const assigner = builtinBuilder().build('assigner', { type });
    return isQueryAssigner(assigner) ? assigner : unreachable();
  };

  it.each([
    ['SelfSupHungarianAssigner', [0, 1], [-1, 1]],
    ['PseudoHungarianAssigner', [1, 0], [0, -1]],
  ])('%s', (type, gtInds, labels) => {
    const matches = build(type).matchQueries(predictions, right, [100, 200]);
    expect([...matches.gtInds]).toEqual(gtInds);
    expect([...matches.labels]).toEqual(labels);
    expect(() => build(type).assign(boxes, right)).toThrow(ConfigError);
  });

  it('PseudoHungarianAssigner needs a query for each box', () => {
    const three = { bboxes: new Float32Array(12), labels: new Int32Array(3) };
    const call = () => build('PseudoHungarianAssigner').matchQueries(predictions, three, [100, 200]);
    expect(call).toThrow(DataError);
    expect(call).toThrow('has 2 queries for 3 boxes');
  });
});
