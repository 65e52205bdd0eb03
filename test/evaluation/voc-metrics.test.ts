import { type VocGroundTruth, vocMetrics } from '../../aligndet/evaluation/index.js';

/** One image: one object, one difficult object. */
const groundTruth: VocGroundTruth = {
  classes: ['dog', 'cat'],
  year: 2007,
  images: [
    {
      bboxes: Float32Array.of(0, 0, 9, 9),
      labels: [0],
      bboxes_ignore: Float32Array.of(50, 50, 59, 59),
      labels_ignore: [0],
    },
  ],
};

const detections = (...rows: number[][]) => [
  { bboxes: Float32Array.from(rows.flat()), labels: new Int32Array(rows.length) },
];

describe('vocMetrics', () => {
  it('ignores detections of difficult objects and averages over classes with objects', () => {
    const results = detections([50, 50, 59, 59, 0.9], [0, 0, 9, 9, 0.8]);
    expect(vocMetrics(groundTruth, results, {})).toEqual({ mAP: 1, AP50: 1 });
  });

  it('counts a second detection of an object as wrong', () => {
    const results = detections([0, 0, 9, 9, 0.8], [0, 0, 9, 9, 0.9], [80, 80, 90, 90, 1]);
    // wrong, right, wrong: precision 1/2 at every recall
    expect(vocMetrics(groundTruth, results, { iou_thr: [0.5, 0.75] })).toEqual({
      mAP: 0.5,
      AP50: 0.5,
      AP75: 0.5,
    });
    expect(vocMetrics({ ...groundTruth, year: 2012 }, results, {}).mAP).toBe(0.5);
  });

  it('counts the last pixel: 10 x 10 against 10 x 5 has IoU 1/2', () => {
    expect(vocMetrics(groundTruth, detections([0, 0, 9, 4, 1]), {}).mAP).toBe(1);
    expect(vocMetrics(groundTruth, detections([0, 0, 9, 3, 1]), {}).mAP).toBe(0);
  });

  it('reports recall of proposals', () => {
    expect(
      vocMetrics(groundTruth, detections([0, 0, 9, 4, 1]), {
        metric: 'recall',
        iou_thr: [0.5, 1],
        proposal_nums: [1],
      }),
    ).toEqual({ 'recall@1@0.5': 1, 'recall@1@1.0': 0, 'AR@1': 0.5 });
  });

  it('gives 0 without objects and without detections', () => {
    const empty = { ...groundTruth, images: [{ bboxes: new Float32Array(), labels: [] }] };
    expect(vocMetrics(empty, detections(), {})).toEqual({ mAP: 0, AP50: 0 });
    expect(vocMetrics(groundTruth, detections(), {})).toEqual({ mAP: 0, AP50: 0 });
  });
});
