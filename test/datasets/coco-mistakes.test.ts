/** What is said of COCO annotations that are wrong, or do not fit images and classes; the section of `docs/mistakes.md`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtinBuilder } from '../../aligndet/builtins.js';
import { checkImageSizes, type DetectionDataset } from '../../aligndet/datasets/index.js';
import { type CocoFile, smallCoco, temporaryFolder, writeCoco } from '../support/coco.js';
import { expectMistakes, type MistakeRow } from '../support/mistakes-page.js';

const INTRO =
  'Each mistake is seeded into an annotation file of two images, whose first has annotation 10, of the class disc, with the bbox ' +
  '`[4, 6, 20, 10]`. Messages that stop nothing are warnings in the log (`test/datasets/coco-mistakes.test.ts`).';

describe('mistakes in COCO annotations', () => {
  const folder = temporaryFolder();

  /** The error of a dataset with masks, or its notes. */
  async function messageOf(change: (file: CocoFile) => void, options: object): Promise<string> {
    const file = smallCoco();
    change(file);
    writeFileSync(join(folder, 'annotations.json'), JSON.stringify(file));
    try {
      const dataset: DetectionDataset = builtinBuilder().build('dataset', {
        type: 'CocoDataset',
        ann_file: join(folder, 'annotations.json'),
        img_prefix: folder,
        classes: ['disc', 'box'],
        pipeline: [{ type: 'LoadImageFromFile' }, { type: 'LoadAnnotations', with_mask: true }],
        ...options,
      });
      await checkImageSizes(dataset);
      return dataset.notes?.join('\n') ?? '';
    } catch (error) {
      return (error as Error).message;
    }
  }

  it('are explained', async () => {
    await writeCoco(folder);
    const image = (what: string, values: object) => ({
      what,
      written: JSON.stringify(values).slice(1, -1),
      change: ({ images }: CocoFile) => void Object.assign(images[0], values),
      options: {},
    });
    const annotation = (what: string, values: object, options = {}) => ({
      what,
      written: [values, options]
        .map((part) => JSON.stringify(part).slice(1, -1))
        .filter(Boolean)
        .join(', '),
      change: ({ annotations }: CocoFile) => void Object.assign(annotations[0], values),
      options,
    });
    const categories = (what: string, list: [id: number, name: string][], options = {}) => ({
      what,
      written: [{ categories: list.map(([id, name]) => ({ id, name })) }, options]
        .map((part) => JSON.stringify(part).slice(1, -1))
        .filter(Boolean)
        .join(', '),
      change: (file: CocoFile) => {
        file.categories = list.map(([id, name]) => ({ id, name }));
      },
      options,
    });
    const mistakes = [
      image('width and height swapped', { width: 48, height: 64 }),
      image('the size of a larger version', { width: 128, height: 96 }),
      image('the size of another image', { width: 60, height: 60 }),
      image('a size below zero', { width: -64 }),
      image('a size that is no whole number', { height: 48.5 }),
      image('one size unknown', { width: 0 }),
      image('no file name', { file_name: '' }),
      image('a file of LVIS', { file_name: undefined, coco_url: 'http://x/train2017/wide.png' }),
      image('the file of another image', { file_name: 'high.png', width: 48, height: 64 }),
      image('an absolute path of another machine', { file_name: '/home/her/coco/wide.png' }),
      annotation('a file of captions', { caption: 'a disc', bbox: undefined, segmentation: undefined }),
      annotation('a file of panoptic segments', { segments_info: [], id: undefined }),
      annotation('a mask in fractions of the image', { segmentation: [[0.1, 0.1, 0.4, 0.1, 0.4, 0.3]] }),
      annotation('a mask without pixels', { segmentation: { size: [48, 64], counts: [3072] } }),
      annotation('corners for a box', { bbox: [30, 20, 46, 36] }),
      annotation('a box drawn from its end', { bbox: [24, 16, -20, -10] }),
      annotation('an area of 0', { area: 0 }),
      annotation('no mask', { segmentation: [] }),
      annotation('no mask, to be left out', { segmentation: [] }, { invalid_annotations: 'skip' }),
      annotation('no mask, to be the box', { segmentation: [] }, { invalid_annotations: 'box' }),
      annotation('points in lists', {
        segmentation: [
          [4, 6],
          [24, 6],
          [24, 16],
        ],
      }),
      annotation('one list too few', { segmentation: [4, 6, 24, 6, 24, 16] }),
      annotation('corners for a polygon', { segmentation: [[4, 6, 24, 16]] }),
      annotation('a number too many', { segmentation: [[4, 6, 24, 6, 24, 16, 4]] }),
      annotation('a mask of another size', { segmentation: { size: [24, 32], counts: [768] } }),
      annotation('a mask that ends too early', { segmentation: { size: [48, 64], counts: [100, 50] } }),
      annotation('no area', { area: null }),
      annotation('no box', { bbox: null }),
      annotation('a string for a number', { iscrowd: '0' }),
      annotation('a word for a number', { iscrowd: 'no' }),
      annotation('a category that is not there', { category_id: 9 }),
      annotation('the id 0, in evaluation', { id: 0 }, { test_mode: true }),
      {
        what: 'file names for ids',
        written: '"image_id": "wide.png", ...',
        change: ({ annotations }: CocoFile) => {
          for (const one of annotations) one.image_id = 'wide.png';
        },
        options: {},
      },
      categories('no categories', []),
      categories('one id for two categories', [
        [1, 'disc'],
        [1, 'box'],
      ]),
      categories('one name for two categories', [
        [1, 'disc'],
        [2, 'disc'],
      ]),
      categories('a super-category of the same name', [
        [0, 'disc'],
        [1, 'disc'],
        [2, 'box'],
      ]),
      categories('another order than that of the classes', [
        [2, 'box'],
        [1, 'disc'],
      ]),
      categories('a class that the file lacks', [
        [1, 'disk'],
        [2, 'box'],
      ]),
      categories(
        'a class twice',
        [
          [1, 'disc'],
          [2, 'box'],
        ],
        { classes: ['disc', 'disc'] },
      ),
    ];
    const rows: MistakeRow[] = [];
    for (const { what, written, change, options } of mistakes) {
      const message = (await messageOf(change, options)).replaceAll(`${folder}/`, '');
      rows.push({ what, written, message });
    }
    expectMistakes('Data: COCO annotations', INTRO, rows);
  });
});
