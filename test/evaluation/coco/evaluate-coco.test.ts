import { DataError } from '../../../aligndet/core/index.js';
import { type CocoOptions, evaluateCoco } from '../../../aligndet/evaluation/portable.js';

interface Annotation {
  id: number;
  image_id: number;
  category_id: number;
  bbox: number[];
  area: number;
  iscrowd: number;
}

/** 30 objects of all sizes in three images, with two detections each; every seventh of the wrong class. */
function data() {
  const images = [1, 2, 3].map((id) => ({ id, width: 200, height: 200 }));
  const categories = [
    { id: 1, name: 'cat' },
    { id: 3, name: 'dog' },
  ];
  const annotations: Annotation[] = [];
  const detections: { image_id: number; category_id: number; bbox: number[]; score: number }[] = [];
  for (let i = 0; i < 30; i++) {
    const edge = 10 + ((i * 37) % 120);
    const [x, y] = [(i * 53) % 80, (i * 29) % 80];
    annotations.push({
      id: i + 1,
      image_id: 1 + (i % 3),
      category_id: i % 2 ? 3 : 1,
      bbox: [x, y, edge, edge * 0.75],
      area: edge * edge * 0.75,
      iscrowd: i % 11 === 10 ? 1 : 0,
    });
    for (let k = 0; k < 2; k++) {
      const shift = (i * 17 + k * 7) % 11;
      detections.push({
        image_id: 1 + (i % 3),
        category_id: (i + (i % 7 === 0 ? 1 : 0)) % 2 ? 3 : 1,
        bbox: [x + shift, y + k, edge - k * 3, edge * 0.75 + k],
        score: ((i * 71 + k * 13) % 97) / 97,
      });
    }
  }
  return { groundTruth: { images, categories, annotations }, detections };
}

/** `COCOeval(...).stats` of the same data, pycocotools 2.0.6. */
const STATS = [
  0.5301337026632249, 0.7438139967842938, 0.5100342726580349, 0.22533003300330035, 0.6374893359483603,
  0.8504950495049505, 0.18214285714285713, 0.6749999999999999, 0.7107142857142856, 0.35, 0.7861111111111111,
  0.9,
];

describe('evaluateCoco', () => {
  const { groundTruth, detections } = data();
  const summary = evaluateCoco(groundTruth, detections);

  it('gives the twelve numbers of pycocotools', () => {
    expect(summary.stats).toHaveLength(12);
    for (const [i, value] of summary.stats.entries()) expect(value).toBeCloseTo(STATS[i], 12);
    const { AP, AP50, AP75, APs, APm, APl, AR1, AR10, AR100, ARs, ARm, ARl } = summary;
    expect([AP, AP50, AP75, APs, APm, APl, AR1, AR10, AR100, ARs, ARm, ARl]).toEqual(summary.stats);
    expect(summary.text.split('\n')[0]).toBe(
      ' Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.530',
    );
  });

  it('gives each class and its curve', () => {
    expect(summary.perClass.map(({ name }) => name)).toEqual(['cat', 'dog']);
    expect(summary.perClass[0].AP).toBeCloseTo(0.5040156328173219, 12);
    expect(summary.perClass[1].AP).toBeCloseTo(0.5562517725091279, 12);
    const { recall, precision } = summary.curve({ iou: 0.5, categoryId: 3 });
    expect(recall).toHaveLength(101);
    // COCOeval(...).eval['precision'][0, [0, 30, 60, 90], 1, 0, 2]
    const read = [0, 30, 60, 90].map((r) => precision[r]);
    expect(read.map((value) => Number(value.toFixed(12)))).toEqual([1, 1, 0.733333333333, 0.5]);
    const mean = summary.curve();
    const [cat, dog] = [1, 3].map((categoryId) => summary.curve({ categoryId }).precision);
    expect(mean.precision[50]).toBeCloseTo((cat[50] + dog[50]) / 2, 12);
  });

  it('leaves its arguments as they are', () => {
    expect({ groundTruth, detections }).toEqual(data());
  });

  it('evaluates some images and classes alone', () => {
    const one = evaluateCoco(groundTruth, detections, { imageIds: [2], categoryIds: [3] });
    expect(one.perClass.map(({ id }) => id)).toEqual([3]);
    const only = {
      ...groundTruth,
      images: groundTruth.images.filter(({ id }) => id === 2),
      categories: groundTruth.categories.filter(({ id }) => id === 3),
    };
    expect(one.stats).toEqual(
      evaluateCoco(
        only,
        detections.filter(({ image_id }) => image_id === 2),
      ).stats,
    );
  });

  it('compares masks', () => {
    const square = (x: number) => [[x, 10, x + 40, 10, x + 40, 50, x, 50]];
    const masks = {
      images: [{ id: 'a', width: 100, height: 100 }],
      categories: [{ id: 1, name: 'cat' }],
      annotations: [
        {
          id: 1,
          image_id: 'a',
          category_id: 1,
          bbox: [10, 10, 40, 40],
          area: 1600,
          segmentation: square(10),
        },
      ],
    };
    // 30 of 50 columns in common: IoU 0.6, right at 0.5, 0.55 and 0.6 of ten thresholds
    const results = [{ image_id: 'a', category_id: 1, score: 1, segmentation: square(20) }];
    expect(evaluateCoco(masks, results, { iouType: 'segm' }).AP).toBeCloseTo(0.3, 12);
  });

  it('gives -1 where there is nothing to find, 0 where nothing was found', () => {
    const none = evaluateCoco({ ...groundTruth, annotations: [] }, detections);
    expect(none.AP).toBe(-1);
    expect(none.curve().precision[0]).toBe(-1);
    expect(evaluateCoco(groundTruth, []).AP).toBe(0);
    expect(evaluateCoco({ images: [], annotations: [], categories: [] }, []).stats).toEqual(
      Array(12).fill(-1),
    );
  });

  it('takes other limits and thresholds', () => {
    const options: CocoOptions = { maxDetections: [1, 2, 5], iouThresholds: [0.5] };
    const { AP, AP50, AP75 } = evaluateCoco(groundTruth, detections, options);
    expect([AP, AP75]).toEqual([AP50, -1]);
    const few = evaluateCoco(groundTruth, detections, { maxDetections: [1, 2, 5] });
    expect(few.AR1).toBe(summary.AR1);
    expect(few.AR100).toBeLessThan(summary.AR100);
    expect(evaluateCoco(groundTruth, detections, { usesCategories: false }).perClass).toEqual([]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'an array as ground truth',
      () => evaluateCoco([] as never, []),
      'images, annotations, categories are missing',
    ],
    [
      'no categories',
      () => evaluateCoco({ images: [], annotations: [] } as never, []),
      'categories is missing',
    ],
    [
      'an annotation without an area',
      () => evaluateCoco(changed({ area: undefined }), []),
      'Ground truth: annotations[0].area: expected a number of square pixels, but it is missing.',
    ],
    [
      'a box of three numbers',
      () => evaluateCoco(changed({ bbox: [1, 2, 3] }), []),
      'annotations[0].bbox: expected four numbers [x, y, width, height], but got [1,2,3].',
    ],
    [
      'detections that are an object',
      () => evaluateCoco(groundTruth, {} as never),
      'Detections: expected a list',
    ],
    [
      'a score that is no number',
      () => evaluateCoco(groundTruth, [{ ...detections[0], score: Number.NaN }]),
      'Detections: entry 0, of image 1: "score": expected a number, but got NaN.',
    ],
    [
      'a result of an image that there is not',
      () => evaluateCoco(groundTruth, [{ ...detections[0], image_id: 9 }]),
      'Result 0 is of image 9, which the annotations do not have',
    ],
    [
      'an unknown type',
      () => evaluateCoco(groundTruth, [], { iouType: 'keypoints' as never }),
      'iouType: expected',
    ],
    ['a threshold of 50', () => evaluateCoco(groundTruth, [], { iouThresholds: [50] }), 'numbers in (0, 1]'],
    ['two limits', () => evaluateCoco(groundTruth, [], { maxDetections: [1, 2] as never }), 'three positive'],
    ['an unknown image', () => evaluateCoco(groundTruth, [], { imageIds: [7] }), 'imageIds names 7'],
    ['an unknown category', () => evaluateCoco(groundTruth, [], { categoryIds: [7] }), 'categoryIds names 7'],
    [
      'a curve at a threshold that there is not',
      () => summary.curve({ iou: 0.51 }),
      'iou: expected one of 0.5',
    ],
    [
      'a curve of an unknown category',
      () => summary.curve({ categoryId: 2 }),
      'categoryId 2 was not evaluated',
    ],
  ])('refuses %s', (_what, call, message) => {
    expect(call).toThrow(DataError);
    expect(call).toThrow(message);
  });

  function changed(change: object) {
    const [first, ...rest] = groundTruth.annotations;
    return { ...groundTruth, annotations: [{ ...first, ...change }, ...rest] };
  }
});
