import { cocoIndexOf } from '../../../aligndet/datasets/index.js';
import { cocoLabels } from '../../../aligndet/datasets/sources/coco-labels.js';
import { cocoSource } from '../../../aligndet/datasets/sources/coco-source.js';
import { annotation } from '../../support/coco.js';

type Category = [id: number, name: string];

/** An image with one box of each of `used`, whose ids count from `firstId`. */
function indexOf(categories: readonly Category[], used: readonly number[], firstId = 1) {
  return cocoIndexOf(
    {
      images: [{ id: 1, file_name: 'a.png', width: 64, height: 48 }],
      annotations: used.map((category, i) => annotation(firstId + i, 1, category, [i, i, 10, 10])),
      categories: categories.map(([id, name]) => ({ id, name })),
    },
    'ann.json',
  );
}

const labelsOf = (categories: readonly Category[], used: readonly number[], classes: readonly string[]) => [
  ...cocoSource(indexOf(categories, used), { classes, testMode: false, filterEmptyGt: true }).annotationsOf(0)
    .labels,
];

describe('labels of a COCO file', () => {
  it.each<[string, Category[], number[], string[], number[]]>([
    [
      'in the order of both',
      [
        [1, 'box'],
        [2, 'disc'],
      ],
      [1, 2],
      ['box', 'disc'],
      [0, 1],
    ],
    [
      'in the order of the classes',
      [
        [1, 'box'],
        [2, 'disc'],
      ],
      [1, 2],
      ['disc', 'box'],
      [1, 0],
    ],
    [
      'whatever the order of the file',
      [
        [2, 'disc'],
        [1, 'box'],
      ],
      [1, 2],
      ['box', 'disc'],
      [0, 1],
    ],
    [
      'whatever the ids',
      [
        [900, 'box'],
        [-3, 'disc'],
        [0, 'line'],
      ],
      [0, 900, -3],
      ['box', 'disc', 'line'],
      [2, 0, 1],
    ],
    ['with a class that the file lacks', [[2, 'disc']], [2], ['box', 'disc'], [1]],
    [
      'of some categories',
      [
        [1, 'box'],
        [2, 'disc'],
        [3, 'line'],
      ],
      [1, 2, 3],
      ['line', 'box'],
      [1, 0],
    ],
    [
      'with a super-category of the same name before',
      [
        [0, 'box'],
        [1, 'box'],
      ],
      [1, 1],
      ['box'],
      [0, 0],
    ],
    [
      'with a super-category of the same name after',
      [
        [4, 'box'],
        [9, 'box'],
      ],
      [4],
      ['box'],
      [0],
    ],
    [
      'with the same entry twice',
      [
        [1, 'box'],
        [1, 'box'],
        [2, 'disc'],
      ],
      [2, 1],
      ['box', 'disc'],
      [1, 0],
    ],
  ])('follow the name, %s', (_case, categories, used, classes, expected) => {
    expect(labelsOf(categories, used, classes)).toEqual(expected);
  });

  it('are refused where one id has two names', () => {
    const call = () =>
      cocoLabels(
        indexOf(
          [
            [1, 'box'],
            [1, 'disc'],
          ],
          [1],
        ),
        ['box', 'disc'],
      );
    expect(call).toThrow('ann.json: the categories "box" and "disc" have the same id 1');
  });

  it('are refused where boxes of two ids have one name', () => {
    const index = indexOf(
      [
        [0, 'box'],
        [1, 'box'],
      ],
      [0, 1, 1],
    );
    expect(() => cocoLabels(index, ['box'])).toThrow(
      'ann.json: 2 categories are called "box", ids 0 (1 annotations), 1 (2 annotations). Merge them into one id',
    );
    expect(() => cocoLabels(index, ['disc'])).not.toThrow();
  });

  it('come with both lists where they differ', () => {
    const notes = (categories: Category[], used: number[], classes: string[], testMode = false) =>
      cocoSource(indexOf(categories, used, 0), { classes, testMode, filterEmptyGt: true }).notes;
    expect(
      notes(
        [
          [1, 'box'],
          [2, 'disc'],
        ],
        [1, 2],
        ['box', 'disc'],
      ),
    ).toEqual([]);
    expect(
      notes(
        [
          [1, 'box'],
          [2, 'disc'],
        ],
        [1, 2],
        ['disc', 'box'],
      ),
    ).toEqual([
      expect.stringMatching(
        /the classes \(disc, box\) are in another order than the categories of the file \(box, disc\)/,
      ),
    ]);
    expect(
      notes(
        [
          [1, 'box'],
          [2, 'disc'],
        ],
        [1, 2],
        ['box', 'disk'],
      ),
    ).toEqual([
      'ann.json: 1 annotations are of categories outside of the classes, and are left out: disc.',
      'ann.json: 1 of 2 classes are not a category of the file: disk. Did you mean "disc"? Its categories: box, disc.',
    ]);
    expect(notes([[1, 'box']], [1, 7, 8], ['box'])).toEqual([
      'ann.json: 2 annotations have a category_id that is not in the file, and are left out, ' +
        'the first: category_id 7 of annotation 1, [1, 1, 10, 10] in a.png of 64 x 48 pixels.',
    ]);
    expect(
      notes(
        [
          [0, 'box'],
          [1, 'box'],
        ],
        [1],
        ['box'],
      ),
    ).toEqual(['ann.json: 2 categories are called "box": id 1 is used; 0 has no annotation.']);
  });

  it('are evaluated with a word on the id 0, which pycocotools takes for none', () => {
    const index = indexOf([[1, 'box']], [1, 1], 0);
    const notesOf = (testMode: boolean) =>
      cocoSource(index, { classes: ['box'], testMode, filterEmptyGt: true }).notes;
    expect(notesOf(true)).toEqual([
      expect.stringMatching(
        /^ann\.json: 1 annotations have the id 0, .* Number annotations from 1, the first: annotation 0,/,
      ),
    ]);
    expect(notesOf(false)).toEqual([]);
  });
});
