import fc from 'fast-check';
import { type Assigner, buildMaxIouAssigner, overlapCalculator } from '../../../aligndet/models/index.js';
import { overlaps } from '../../../aligndet/structures/index.js';

const options = {
  posIouThr: 0.5,
  negIouRange: [0, 0.4],
  minPosIou: 0.1,
  matchLowQuality: true,
  gtMaxAssignAll: true,
  ignoreIofThr: -1,
  ignoreWrtCandidates: true,
} as const;

const assigner = (changes: Partial<Parameters<typeof buildMaxIouAssigner>[0]> = {}): Assigner =>
  buildMaxIouAssigner({ ...options, ...changes }, overlapCalculator);

const boxes = (...rows: number[][]) => Float32Array.from(rows.flat());

/** The four steps of the paper on the whole matrix, slowly. */
function byMatrix(priors: Float32Array, gts: Float32Array): number[] {
  const [n, m] = [priors.length / 4, gts.length / 4];
  const iou = overlaps(gts, priors);
  const column = (prior: number) => Array.from({ length: m }, (_, gt) => iou[gt * n + prior]);
  const result = Array.from({ length: n }, (_, prior) => {
    const best = Math.max(...column(prior));
    if (best >= options.posIouThr) return column(prior).indexOf(best) + 1;
    return best < Math.fround(0.4) ? 0 : -1;
  });
  for (let gt = 0; gt < m; gt++) {
    const row = [...iou.subarray(gt * n, (gt + 1) * n)];
    const best = Math.max(...row);
    if (best < Math.fround(options.minPosIou)) continue;
    row.forEach((value, prior) => {
      if (value === best) result[prior] = gt + 1;
    });
  }
  return result;
}

describe('MaxIoUAssigner', () => {
  const priors = boxes([0, 0, 10, 10], [0, 0, 10, 20], [50, 50, 60, 60], [0, 0, 10, 30]);
  const gts = boxes([0, 0, 10, 10]); // IoU 1, 1/2, 0, 1/3

  it('makes enough overlap positive, little background', () => {
    const { gtInds, maxOverlaps, labels } = assigner().assign(priors, {
      bboxes: gts,
      labels: Int32Array.of(7),
    });
    expect([...gtInds]).toEqual([1, 1, 0, 0]);
    expect([...maxOverlaps]).toEqual([1, 0.5, 0, expect.closeTo(1 / 3)]);
    expect([...(labels ?? [])]).toEqual([7, 7, -1, -1]);
  });

  it('leaves a gap between background and positives', () => {
    expect([...assigner({ negIouRange: [0, 0.3] }).assign(priors, { bboxes: gts }).gtInds]).toEqual([
      1, 1, 0, -1,
    ]);
  });

  it('gives a truth that nothing overlaps enough its best priors, or only the first', () => {
    const twice = boxes([0, 0, 10, 40], [0, 0, 10, 40], [50, 50, 60, 60]);
    expect([...assigner().assign(twice, { bboxes: gts }).gtInds]).toEqual([1, 1, 0]);
    expect([...assigner({ gtMaxAssignAll: false }).assign(twice, { bboxes: gts }).gtInds]).toEqual([1, 0, 0]);
    expect([...assigner({ matchLowQuality: false }).assign(twice, { bboxes: gts }).gtInds]).toEqual([
      0, 0, 0,
    ]);
  });

  it('leaves out priors inside of crowds', () => {
    const groundTruth = { bboxes: gts, ignored: boxes([40, 40, 70, 70]) };
    expect([...assigner({ ignoreIofThr: 0.5 }).assign(priors, groundTruth).gtInds]).toEqual([1, 1, -1, 0]);
  });

  it('takes no truths, and no priors', () => {
    expect([...assigner().assign(priors, { bboxes: boxes() }).gtInds]).toEqual([0, 0, 0, 0]);
    expect(assigner().assign(boxes(), { bboxes: gts }).gtInds).toHaveLength(0);
  });

  it('is the matrix computation, block by block', () => {
    const edge = fc.integer({ min: 1, max: 40 });
    const position = fc.integer({ min: 0, max: 100 });
    const box = fc.tuple(position, position, edge, edge).map(([x, y, w, h]) => [x, y, x + w, y + h]);
    const many = fc.array(box, { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(many, fc.array(box, { minLength: 1, maxLength: 5 }), (priorRows, gtRows) => {
        const [p, g] = [boxes(...priorRows), boxes(...gtRows)];
        expect([...assigner().assign(p, { bboxes: g }).gtInds]).toEqual(byMatrix(p, g));
      }),
      { numRuns: 50 },
    );
  });
});
