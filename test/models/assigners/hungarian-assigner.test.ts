import { builtinBuilder } from '../../../aligndet/builtins.js';
import { ConfigError, DataError, TrainingError } from '../../../aligndet/core/index.js';
import { type Assigner, isQueryAssigner, type QueryAssigner } from '../../../aligndet/models/index.js';
import { unreachable } from '../../support/unreachable.js';

function build(options: object = {}): QueryAssigner {
  const assigner: Assigner = builtinBuilder().build('assigner', { type: 'HungarianAssigner', ...options });
  return isQueryAssigner(assigner) ? assigner : unreachable();
}

/** An image of 100 x 200; three queries look at its left half, its right half, and all of it. Two classes. */
const imageShape = [100, 200, 3];
const boxes = Float32Array.of(0.25, 0.5, 0.5, 1, 0.75, 0.5, 0.5, 1, 0.5, 0.5, 1, 1);
const predictions = { boxes, logits: new Float32Array(3 * 3) };
const [left, right] = [
  [0, 0, 100, 100],
  [100, 0, 200, 100],
];

describe('HungarianAssigner', () => {
  it('gives each truth the query that fits it best, and the other queries none', () => {
    const groundTruth = { bboxes: Float32Array.from([...right, ...left]), labels: Int32Array.of(1, 0) };
    const matches = build({ reg_cost: { type: 'BBoxL1Cost', box_format: 'xywh' } }).matchQueries(
      predictions,
      groundTruth,
      imageShape,
    );
    expect([...matches.gtInds]).toEqual([2, 1, 0]);
    expect([...matches.labels]).toEqual([0, 1, -1]);
    expect(matches.numGts).toBe(2);
  });

  it('minds classes: of two queries at one place the one that finds the class probable', () => {
    const twins = {
      boxes: boxes.slice(0, 8).fill(0.5),
      logits: Float32Array.of(2, 0, 0, 0, 2, 0),
    };
    const groundTruth = { bboxes: Float32Array.from(left), labels: Int32Array.of(1) };
    expect([...build().matchQueries(twins, groundTruth, imageShape).gtInds]).toEqual([0, 1]);
  });

  it('leaves truths over when there are more of them than queries', () => {
    const one = { boxes: boxes.slice(4, 8), logits: new Float32Array(3) };
    const groundTruth = { bboxes: Float32Array.from([...left, ...right]), labels: Int32Array.of(0, 0) };
    expect([...build().matchQueries(one, groundTruth, imageShape).gtInds]).toEqual([2]);
  });

  it('has nothing to match in an image without truths, or without queries', () => {
    const none = { bboxes: new Float32Array(0), labels: new Int32Array(0) };
    expect([...build().matchQueries(predictions, none, imageShape).gtInds]).toEqual([0, 0, 0]);
    const groundTruth = { bboxes: Float32Array.from(left), labels: Int32Array.of(1) };
    const nobody = { boxes: new Float32Array(0), logits: new Float32Array(0) };
    expect(build().matchQueries(nobody, groundTruth, imageShape).gtInds.length).toBe(0);
  });

  it.each([NaN, Infinity])('says what to do when queries predict %s', (stray) => {
    const groundTruth = { bboxes: Float32Array.from(left), labels: Int32Array.of(1) };
    const astray = { ...predictions, logits: predictions.logits.map((_, i) => (i === 4 ? stray : 0)) };
    const call = () => build().matchQueries(astray, groundTruth, imageShape);
    expect(call).toThrow(TrainingError);
    expect(call).toThrow(
      `Queries predict ${stray}, which cannot be matched with ground truths. Lower optimizer.lr`,
    );
  });

  it('says when a label has no score', () => {
    const groundTruth = { bboxes: Float32Array.from(left), labels: Int32Array.of(3) };
    const call = () => build().matchQueries(predictions, groundTruth, imageShape);
    expect(call).toThrow(DataError);
    expect(call).toThrow('A box is labelled 3, but predictions have 3 scores, 0 to 2.');
  });

  it('is not for priors', () => {
    expect(() => build().assign(boxes, { bboxes: boxes })).toThrow(ConfigError);
  });
});
