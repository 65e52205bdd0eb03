import { cocoIndexOf, FLAG_CROWD } from '../../../aligndet/datasets/index.js';
import { annotation, smallCoco } from '../../support/coco.js';

/** The index of the small file with `change` made to its first annotation, which is [4, 6, 20, 10] in an image of 64 x 48. */
function indexWith(change: Record<string, unknown>) {
  const file = smallCoco();
  file.annotations[0] = { ...annotation(10, 1, 1, [4, 6, 20, 10]), ...change };
  return cocoIndexOf({ ...file }, 'ann.json');
}

describe('values of an annotation that are missing or written in another way', () => {
  it('without area get that of their box, and the notes count them', () => {
    for (const area of [undefined, null]) {
      const { areas, notes } = indexWith({ area });
      expect(areas[0]).toBe(200);
      expect(notes).toEqual([
        '1 annotations have no area; width x height of the box is used, the first: annotation 10.',
      ]);
    }
    expect(indexWith({ area: 0 })).toMatchObject({ notes: [], areas: expect.objectContaining({ 0: 0 }) });
  });

  it.each<[string, unknown, number[]]>([
    [
      'the points of its polygons',
      [
        [5, 7, 9.5, 7, 9.5, 12],
        [1, 20, 3, 20, 3, 21],
      ],
      [1, 7, 8.5, 14],
    ],
    // Column-major in 48 rows: 2 pixels from row 10 of column 1, 2 from row 10 of column 2.
    ['the pixels of its run lengths', { size: [48, 64], counts: [58, 2, 46, 2, 2964] }, [1, 10, 2, 2]],
  ])('without bbox get the box around %s', (_case, segmentation, box) => {
    const { boxes, notes } = indexWith({ bbox: undefined, segmentation });
    expect([...boxes.subarray(0, 4)]).toEqual(box);
    expect(notes[0]).toMatch(/^1 annotations have no bbox; it is computed from the segmentation/);
  });

  it.each([undefined, null, [], [[]], [[1, 2, 3, 4]], 'x', { size: [48, 64], counts: '0' }])(
    'without bbox are refused with the segmentation %j',
    (segmentation) => {
      expect(() => indexWith({ bbox: undefined, segmentation })).toThrow(
        'ann.json: annotations[0] (id 10): expected "bbox" to be four numbers [x, y, width, height], but it is missing',
      );
    },
  );

  it.each<[unknown, number]>([
    ['0', 0],
    ['1', FLAG_CROWD],
    ['False', 0],
    [' true ', FLAG_CROWD],
    [false, 0],
    [true, FLAG_CROWD],
    [0, 0],
    [1, FLAG_CROWD],
    [null, 0],
    [undefined, 0],
  ])('with iscrowd %j are understood', (iscrowd, flags) => {
    const index = indexWith({ iscrowd });
    expect(index.flags[0]).toBe(flags);
    expect(index.notes).toHaveLength(typeof iscrowd === 'string' ? 1 : 0);
  });

  it.each(['', 'no', 'yes', {}, []])('with iscrowd %j are refused', (iscrowd) => {
    expect(() => indexWith({ iscrowd })).toThrow(
      'annotations[0] (id 10): expected "iscrowd" to be 0 or 1, but got',
    );
  });
});
