import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Builder, Random } from '../../../aligndet/core/index.js';
import {
  cocoIndexOf,
  cocoSource,
  type DetectionDataset,
  datasetRegistry,
  type PipelineSample,
  transformRegistry,
} from '../../../aligndet/datasets/index.js';
import { type BitmapMasks, bitmapAreas } from '../../../aligndet/structures/index.js';
import { smallCoco, temporaryFolder, writeCoco } from '../../support/coco.js';

const builder = new Builder([datasetRegistry, transformRegistry]);
const polygon = [30, 20, 46, 20, 46, 36, 30, 36];

describe('segmentations that are no mask', () => {
  const folder = temporaryFolder();

  beforeAll(async () => {
    await writeCoco(folder);
  });

  /** Annotation 11, the second of the first image, whose bbox is [30, 20, 16, 16], has `segmentation`. */
  function build(
    segmentation: unknown,
    options: Record<string, unknown> = {},
    withMask = true,
  ): DetectionDataset {
    const file = smallCoco();
    file.annotations[1].segmentation = segmentation;
    writeFileSync(join(folder, 'annotations.json'), JSON.stringify(file));
    return builder.build('dataset', {
      type: 'CocoDataset',
      ann_file: 'annotations.json',
      data_root: folder,
      classes: ['disc', 'box'],
      pipeline: [{ type: 'LoadImageFromFile' }, { type: 'LoadAnnotations', with_mask: withMask }],
      ...options,
    });
  }

  const bad: [string, unknown, RegExp][] = [
    ['missing', undefined, /1 annotations have no segmentation, the first: annotation 11 in wide\.png\./],
    ['null', null, /1 annotations have no segmentation/],
    ['empty', [], /1 segmentations are empty/],
    ['an empty polygon', [[]], /1 segmentations are empty/],
    [
      'points',
      [
        [30, 20],
        [46, 20],
        [46, 36],
      ],
      /are lists of points .* \(\[\[30,20\],\[46,20\],\[46,36\]\]\)/,
    ],
    ['one point', [[30, 20]], /are lists of points/],
    ['a flat list', polygon, /are neither lists of polygons nor \{ size, counts \}.*\(\[30,20,46,/],
    [
      'corners of the box',
      [[30, 20, 46, 36]],
      /have four values, which are neither a polygon nor equal to the bbox.*\(\[\[30,20,46,36\]\]\)/,
    ],
    [
      'corners of the box before a polygon',
      [[30, 20, 46, 36], polygon],
      /have four values, which are neither a polygon nor equal to the bbox/,
    ],
    ['two points', [[30, 20, 46]], /with an odd number of coordinates/],
    ['an odd polygon', [[...polygon, 30]], /with an odd number of coordinates/],
    ['an odd polygon after a good one', [polygon, [...polygon, 30]], /with an odd number of coordinates/],
    [
      'stumps only',
      [
        [30, 20],
        [30, 20, 31, 21],
      ],
      /have no polygon with at least three points/,
    ],
    ['a string', 'x', /are neither lists of polygons/],
    ['polygons of strings', [['30', 20, 46, 20, 46, 36]], /are neither lists of polygons/],
    ['mixed kinds', [polygon, { size: [48, 64], counts: [3072] }], /are neither lists of polygons/],
    ['counts without size', { counts: [3072] }, /are neither lists of polygons/],
    [
      'a mask of another size',
      { size: [24, 32], counts: [768] },
      /have another size than their image.*\[24, 32\] .* \[48, 64\]/,
    ],
    ['a mask with height and width swapped', { size: [64, 48], counts: [3072] }, /have another size/],
    [
      'counts that are too short',
      { size: [48, 64], counts: [10, 5] },
      /too short.*their sum is 15, .* 48 x 64 = 3072 pixels/,
    ],
    ['counts that are too long', { size: [48, 64], counts: [10, 5, 3058] }, /too long.*3073/],
    [
      'counts below zero',
      { size: [48, 64], counts: [-1, 3073] },
      /counts that are not whole numbers of pixels.*\(-1\)/,
    ],
    [
      'counts of no pixel',
      { size: [48, 64], counts: [3072] },
      /cover no pixel of their image, although the bbox does/,
    ],
    ['a polygon beside the image', [[100, 20, 116, 20, 116, 36]], /cover no pixel.*\(\[\[100,20,116,/],
    [
      'polygons above and left',
      [
        [-9, -9, -1, -9, -1, -1],
        [-9, 30, 0, 30, 0, 40],
      ],
      /cover no pixel/,
    ],
    ['fractions of the image', [[0.5, 0.4, 0.7, 0.4, 0.7, 0.75]], /cover no pixel/],
    ['a flat polygon', [[30, 20, 46, 20, 38, 20.5]], /cover no pixel/],
    ['corrupt counts', { size: [48, 64], counts: '04 PN1' }, /counts that are corrupt/],
  ];

  it.each(bad)('stop before the start: %s', (_case, segmentation, message) => {
    const call = () => build(segmentation);
    expect(call).toThrow(message);
    expect(call).toThrow(
      /annotations\.json: 1 annotations have no valid mask, but with_mask .* needs masks\./,
    );
    expect(call).toThrow(/set invalid_annotations of the dataset: 'skip' .* 'box'/);
  });

  it.each([
    ['a polygon that reaches in', [[-50, 20, 20, 20, 20, 36]]],
    [
      'small polygons far from each other',
      [
        [1, 1, 1.5, 1, 1.5, 1.5],
        [60, 40, 60.5, 40, 60.5, 40.5],
      ],
    ],
    ['a stump beside the image, before a polygon', [[100, 100], polygon]],
  ])('are masks: %s', (_case, segmentation) => {
    expect(() => build(segmentation)).not.toThrow();
  });

  it('may be as empty as the bbox', async () => {
    const file = smallCoco();
    Object.assign(file.annotations[1], {
      bbox: [30, 20, 16, 0.5],
      segmentation: [[30, 20, 46, 20, 46, 20.5]],
    });
    const empty = { size: [48, 64], counts: [3072] };
    Object.assign(file.annotations[0], { bbox: [80, 20, 16, 16], segmentation: empty });
    const source = cocoSource(cocoIndexOf({ ...file }, 'a.json'), {
      classes: ['disc', 'box'],
      testMode: true,
      filterEmptyGt: false,
    });
    expect(source.masks.check('evaluation')).toEqual([]);
  });

  it.each(bad)('are of no account to a detector of boxes: %s', (_case, segmentation) => {
    const dataset = build(segmentation, {}, false);
    expect(dataset.notes).toEqual([]);
    expect(dataset.annotationsOf!(0).bboxes).toHaveLength(8);
  });

  it.each(bad)('are left out on demand, with their boxes: %s', async (_case, segmentation) => {
    const dataset = build(segmentation, { invalid_annotations: 'skip' });
    expect(dataset.notes?.join()).toMatch(
      /1 annotations without a valid mask are left out \(invalid_annotations: 'skip'\)/,
    );
    const sample = await dataset.get(0, new Random(0));
    expect(sample).toMatchObject({ gt_labels: Int32Array.of(0), gt_masks: { count: 1 } });
  });

  it.each(bad)('get their box for a mask on demand: %s', async (_case, segmentation) => {
    const dataset = build(segmentation, { invalid_annotations: 'box' });
    expect(dataset.notes?.join()).toMatch(/1 annotations without a valid mask use their box as the mask/);
    const sample = (await dataset.get(0, new Random(0))) as PipelineSample;
    expect([...bitmapAreas(sample.gt_masks as BitmapMasks)]).toEqual([200, 256]);
  });

  it.each<[string, unknown, number]>([
    ['polygons', [polygon], 256],
    ['the bbox itself, as pycocotools reads four numbers', [[30, 20, 16, 16]], 256],
    [
      'two halves of the bbox',
      [
        [30, 20, 8, 16],
        [38, 20, 8, 16],
      ],
      256,
    ],
    ['run lengths', { size: [48, 64], counts: [10, 5, 3057] }, 5],
    ['a stump behind a polygon', [polygon, [1, 1, 2, 2]], 256],
    ['an empty polygon before another', [[], polygon], 256],
  ])('are not: %s', async (_case, segmentation, area) => {
    const sample = (await build(segmentation).get(0, new Random(0))) as PipelineSample;
    expect(bitmapAreas(sample.gt_masks as BitmapMasks)[1]).toBe(area);
  });

  it('are found in pipelines within pipelines', () => {
    const pipeline = [
      { type: 'LoadImageFromFile' },
      { type: 'MultiBranch', sup: [{ type: 'LoadAnnotations', with_mask: true }] },
    ];
    expect(() => build([], { pipeline })).toThrow(/no valid mask/);
  });

  it('are told of when some polygons of a mask are none', () => {
    expect(build([polygon, [1, 1, 2, 2]]).notes).toEqual([
      expect.stringMatching(
        /: 1 segmentations have some polygons of fewer than three points, which are ignored, .*annotation 11/,
      ),
    ]);
  });
});
