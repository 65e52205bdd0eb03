import fc from 'fast-check';
import {
  averagePrecision,
  averageRecall,
  type CocoAnnotation,
  type CocoFile,
  type CocoResult,
  cocoProtocol,
  cocoStats,
  evaluateInstances,
  instancesOfResults,
  Scope,
  trueInstances,
} from '../../../aligndet/evaluation/index.js';

const images = [1, 2].map((id) => ({ id, height: 100, width: 100 }));
const categories = [
  { id: 3, name: 'cat' },
  { id: 7, name: 'dog' },
];

function annotation(id: number, bbox: number[], more: Partial<CocoAnnotation> = {}): CocoAnnotation {
  return { id, image_id: 1, category_id: 3, bbox, area: bbox[2] * bbox[3], iscrowd: 0, ...more };
}

function result(bbox: number[], score: number, more: Partial<CocoResult> = {}): CocoResult {
  return { image_id: 1, category_id: 3, bbox, score, ...more };
}

function evaluate(annotations: CocoAnnotation[], results: CocoResult[], usesCategories = true) {
  const file: CocoFile = { images, annotations, categories };
  const scope = new Scope([2, 1], [7, 3]);
  const groundTruth = trueInstances(file, scope, 'bbox');
  const detected = instancesOfResults(results, images, scope, 'bbox');
  return evaluateInstances(groundTruth, detected, scope, cocoProtocol({ usesCategories }));
}

const box = [10, 10, 50, 50];

describe('evaluateInstances', () => {
  it('gives 1 for perfect detections and -1 where there is nothing to find', () => {
    const evaluation = evaluate(
      [annotation(1, box), annotation(2, [70, 70, 20, 20])],
      [result(box, 0.9), result([70, 70, 20, 20], 0.8)],
    );
    // 50 x 50 is medium, 20 x 20 small; a lone detection has precision 1 / (1 + 2^-52).
    expect(cocoStats(evaluation).map((value) => Number(value.toFixed(12)))).toEqual([
      1, 1, 1, 1, 1, -1, 0.5, 1, 1, 1, 1, -1,
    ]);
    expect(averagePrecision(evaluation, { category: 1, limit: 100 })).toBe(-1);
  });

  it('gives 0 when nothing is detected', () => {
    expect(cocoStats(evaluate([annotation(1, box)], [])).slice(0, 3)).toEqual([0, 0, 0]);
  });

  it('gives -1 everywhere without annotations', () => {
    expect(cocoStats(evaluate([], [result(box, 1)]))).toEqual(Array(12).fill(-1));
  });

  it('counts a wrong detection only when it scores higher', () => {
    const wrong = (score: number) => [result(box, 0.5), result([0, 60, 30, 30], score)];
    const ap = (score: number) =>
      averagePrecision(evaluate([annotation(1, box)], wrong(score)), { limit: 100 });
    expect(ap(0.4)).toBeCloseTo(1, 12);
    expect(ap(0.6)).toBeCloseTo(0.5, 12);
  });

  it('gives a truth to one detection only, the best first', () => {
    const evaluation = evaluate([annotation(1, box)], [result([12, 10, 50, 50], 0.9), result(box, 0.8)]);
    // IoU of the first: 48 * 50 / (2 * 2500 - 2400) = 0.923, so at 0.95 it is wrong and the second right.
    expect(averagePrecision(evaluation, { iou: 0.75, limit: 100 })).toBeCloseTo(1, 12);
    expect(evaluation.precision[9 * 101 * 2 * 4 * 3 + 2]).toBe(0.5);
  });

  it('neither rewards nor punishes what lies in a crowd', () => {
    const crowd = annotation(2, [0, 0, 100, 100], { iscrowd: 1 });
    const evaluation = evaluate(
      [annotation(1, box), crowd],
      [result([70, 70, 10, 10], 0.9), result([80, 70, 10, 10], 0.8), result(box, 0.7)],
    );
    expect(averagePrecision(evaluation, { limit: 100 })).toBeCloseTo(1, 12);
  });

  it('takes an annotation with the id 0 for never found, as pycocotools does', () => {
    expect(averageRecall(evaluate([annotation(0, box)], [result(box, 1)]), { limit: 100 })).toBe(0);
  });

  it('disregards categories when told to', () => {
    const other = [result(box, 1, { category_id: 7 })];
    expect(averageRecall(evaluate([annotation(1, box)], other), { limit: 100 })).toBe(0);
    expect(averageRecall(evaluate([annotation(1, box)], other, false), { limit: 100 })).toBe(1);
  });

  it('does not depend on the order of annotations, nor of results with distinct scores', () => {
    const edge = fc.integer({ min: 1, max: 60 });
    const boxes = fc.array(fc.tuple(edge, edge, edge, edge), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(boxes, boxes, (groundTruths, found) => {
        const annotations = groundTruths.map((bbox, i) => annotation(i + 1, bbox, { image_id: 1 + (i % 2) }));
        const results = found.map((bbox, i) => result(bbox, 1 / (i + 2), { image_id: 1 + (i % 2) }));
        const reversed = evaluate(annotations, [...results].reverse());
        expect(cocoStats(reversed)).toEqual(cocoStats(evaluate(annotations, results)));
      }),
    );
  });

  it('says which annotation lacks what, and whose results these are', () => {
    const incomplete = { ...annotation(5, box), area: undefined } as unknown as CocoAnnotation;
    expect(() => evaluate([incomplete], [])).toThrow(
      'Annotation 5 of image 1 has no "area", which this evaluation needs.',
    );
    expect(() => evaluate([], [result(box, 1, { image_id: 9 })])).toThrow('Result 0 is of image 9');
  });
});
