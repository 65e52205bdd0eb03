import { DataError } from '../../../aligndet/core/index.js';
import { evaluateVoc } from '../../../aligndet/evaluation/portable.js';

describe('evaluateVoc', () => {
  const classes = ['cat', 'dog'];
  const groundTruth = [
    {
      boxes: [
        [0, 0, 9, 9],
        [20, 20, 39, 39],
      ],
      labels: [0, 1],
    },
    {
      boxes: [
        [0, 0, 9, 9],
        [50, 50, 59, 59],
      ],
      labels: [0, 0],
      difficult: [false, true],
    },
  ];
  const detections = [
    {
      boxes: [
        [0, 0, 9, 9],
        [70, 70, 79, 79],
      ],
      scores: [0.9, 0.6],
      labels: [0, 0],
    },
    {
      boxes: [
        [0, 0, 9, 8],
        [50, 50, 59, 59],
      ],
      scores: [0.8, 0.7],
      labels: [0, 0],
    },
  ];

  it('counts what is found, missed and difficult', () => {
    const { mAP, perClass } = evaluateVoc(groundTruth, detections, { classes });
    // cat: both found before the wrong one; the difficult one counts neither way. dog: missed.
    expect(perClass.map(({ name, AP }) => [name, AP])).toEqual([
      ['cat', 1],
      ['dog', 0],
    ]);
    expect(mAP).toBe(0.5);
    expect(perClass[0]).toMatchObject({ numGroundTruths: 2, numDetections: 4 });
    expect([...perClass[0].recall]).toEqual([0.5, 1, 1, 1]);
  });

  it('reads precision at eleven recalls for 2007', () => {
    const late = [detections[0], { boxes: [], scores: [], labels: [] }];
    // one of two found, first: precision 1 at the recalls 0, 0.1, ... 0.5
    const { perClass } = evaluateVoc(groundTruth, late, { classes, year: 2007 });
    expect(perClass[0].AP).toBeCloseTo(6 / 11, 6);
    expect(evaluateVoc(groundTruth, late, { classes }).perClass[0].AP).toBeCloseTo(0.5, 6);
  });

  it('takes no images, and typed arrays', () => {
    expect(evaluateVoc([], [], { classes })).toEqual({ mAP: 0, perClass: [] });
    const typed = detections.map((image) => ({ ...image, scores: Float32Array.from(image.scores) }));
    expect(evaluateVoc(groundTruth, typed, { classes }).mAP).toBe(0.5);
  });

  it.each<[string, () => unknown, string]>([
    [
      'other counts of images',
      () => evaluateVoc(groundTruth, [], { classes }),
      'detections of 0 images, but ground truth of 2',
    ],
    [
      'classes that are no list',
      () => evaluateVoc([], [], { classes: 'cat' as never }),
      'classes: expected a list',
    ],
    [
      'a threshold above 1',
      () => evaluateVoc([], [], { classes, iouThreshold: 50 }),
      'expected a number in (0, 1], but got 50',
    ],
    [
      'another year',
      () => evaluateVoc([], [], { classes, year: 2010 as never }),
      ': expected 2007 or 2012, but got 2010',
    ],
    [
      'a label above the classes',
      () => evaluateVoc([{ boxes: [[0, 0, 1, 1]], labels: [2] }], [detections[0]], { classes }),
      'groundTruth[0].labels[0]: expected a label from 0 to 1, but got 2.',
    ],
    [
      'a box of five numbers',
      () =>
        evaluateVoc([groundTruth[0]], [{ boxes: [[0, 0, 1, 1, 1]], scores: [1], labels: [0] }], { classes }),
      'detections[0].boxes[0]: expected four numbers',
    ],
    [
      'a score too few',
      () => evaluateVoc([groundTruth[0]], [{ boxes: [[0, 0, 1, 1]], scores: [], labels: [0] }], { classes }),
      'detections[0].scores: expected 1 finite numbers',
    ],
  ])('refuses %s', (_what, call, message) => {
    expect(call).toThrow(DataError);
    expect(call).toThrow(message);
  });
});
