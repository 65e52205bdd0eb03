import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../../../aligndet/core/index.js';
import { cocoIndex, readCoco } from '../../../aligndet/datasets/index.js';
import { annotation, type CocoFile, smallCoco, temporaryFolder } from '../../support/coco.js';

describe('readCoco', () => {
  const folder = temporaryFolder();
  let count = 0;
  const write = (content: unknown): string => {
    const path = join(folder, `${count++}.json`);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };

  it('groups annotations by image, in file order', () => {
    const file = smallCoco();
    file.annotations.push(annotation(9, 1, 1, [0, 0, 5, 5]));
    const index = readCoco(write(file));
    expect([...index.starts]).toEqual([0, 3, 4]);
    expect([...index.ids]).toEqual([10, 11, 9, 12]);
  });

  const without = (list: keyof CocoFile, at: number, key: string) => (file: CocoFile) => {
    delete file[list][at][key];
  };
  const having = (list: keyof CocoFile, at: number, key: string, value: unknown) => (file: CocoFile) => {
    file[list][at][key] = value;
  };

  it.each<[string, (file: CocoFile) => unknown, RegExp]>([
    ['text that is not JSON', () => '{"info": [1 2]', /is not JSON: expected "," or "\]", at byte 12/],
    [
      'half a file',
      () => '{"images": [',
      /is truncated: it ends at byte 12, in images\[0\].*with: {"images": \[$/,
    ],
    ['a list', () => [], /not in COCO's format/],
    ['no categories', ({ images, annotations }) => ({ images, annotations }), /no list "categories"/],
    [
      'no width',
      without('images', 1, 'width'),
      /images\[1\]: expected "width" to be a number, but it is missing/,
    ],
    [
      'three numbers',
      having('annotations', 0, 'bbox', [1, 2, 3]),
      /annotations\[0\] \(id 10\): expected "bbox"/,
    ],
    ['a null', having('annotations', 0, 'bbox', [1, 2, 3, null]), /"bbox" to be four numbers/],
    ['an area of text', having('annotations', 2, 'area', '9'), /expected "area" to be a number, but got "9"/],
    [
      'crowds of an unknown word',
      having('annotations', 0, 'iscrowd', 'no'),
      /expected "iscrowd" to be 0 or 1, but got "no"/,
    ],
    ['one id twice', having('annotations', 1, 'id', 10), /Annotation ids .* are not unique! 1 ids .*: 10/],
    ['two images of one id', having('images', 1, 'id', 1), /image ids are not unique/],
  ])('refuses %s', (_case, change, message) => {
    const file = smallCoco();
    const path = write(change(file) ?? file);
    expect(() => readCoco(path)).toThrow(DataError);
    expect(() => readCoco(path)).toThrow(message);
    expect(() => readCoco(path)).toThrow(path);
  });

  it('names a file that does not exist', () => {
    expect(() => cocoIndex(join(folder, 'none.json'))).toThrow(/none\.json does not exist/);
  });

  it('keeps segmentations of every kind', async () => {
    const { segmentationAt } = await import('../../../aligndet/datasets/annotations/segmentation-pool.js');
    const file = smallCoco();
    const kinds = [
      [
        [0, 0, 4, 0, 4, 4.5],
        [1, 1, 2, 1, 2, 2, 1, 2],
      ],
      { size: [48, 64], counts: [10, 5, 3057] },
      { size: [64, 48], counts: '04PN1' },
    ];
    file.annotations.forEach((entry, i) => {
      entry.segmentation = kinds[i];
    });
    file.annotations.push({ ...annotation(13, 2, 1, [0, 0, 3, 3]), segmentation: undefined });
    const { segmentations } = readCoco(write(file));
    expect([0, 1, 2, 3].map((n) => segmentationAt(segmentations, n))).toEqual([...kinds, null]);
  });

  it('reads a file once while somebody holds it, and again after it has changed', () => {
    const path = write(smallCoco());
    const first = cocoIndex(path);
    expect(cocoIndex(path)).toBe(first);
    const file = smallCoco();
    file.annotations.pop();
    writeFileSync(path, JSON.stringify(file));
    expect(cocoIndex(path).ids).toHaveLength(2);
  });

  it('takes the lists of a file in any order', () => {
    const { images, annotations, categories } = smallCoco();
    const path = write({ annotations, categories, info: { images: [] }, images });
    const { path: _, ...index } = readCoco(path);
    expect(index).toEqual({ ...readCoco(write({ images, annotations, categories })), path: undefined });
  });

  it.each([['annotations', 'images'] as const, ['images', 'annotations'] as const])(
    'looks into annotations of listed images only, with %s first',
    (...order) => {
      const file = smallCoco();
      const ordered = () =>
        Object.fromEntries([...order, 'categories'].map((key) => [key, file[key as 'images']]));
      file.annotations.push({ id: 10, image_id: 99 }); // without a box, and of a known id
      expect(readCoco(write(ordered())).numOrphans).toBe(1);
      file.annotations.push({ id: 14, image_id: 2, category_id: 1 });
      expect(() => readCoco(write(ordered()))).toThrow(
        /annotations\[4\] \(id 14\): expected "bbox" .* is missing/,
      );
    },
  );

  it('keeps ids beyond 2^53 exact', async () => {
    const { annotationIdAt } = await import('../../../aligndet/datasets/index.js');
    const large = (id: unknown): string => `${2n ** 63n + BigInt(id as number)}`;
    const text = JSON.stringify(smallCoco(), (key, value) =>
      /^(image_)?id$/.test(key) ? `#${value}` : value,
    );
    const index = readCoco(write(text.replace(/"#(\d+)"/g, (_, id) => (id > 2 ? large(id) : id))));
    expect([0, 1, 2].map((n) => annotationIdAt(index, n))).toEqual(
      [10, 11, 12].map((id) => BigInt(large(id))),
    );
    const images = readCoco(
      write(
        text
          .replace(/"id":"#(\d+)","file|"image_id":"#(\d+)"/g, (all, a, b) =>
            all.replace(/"#\d+"/, large(a ?? b)),
          )
          .replace(/"#(\d+)"/g, '$1'),
      ),
    );
    expect(images.imageIds).toEqual([BigInt(large(1)), BigInt(large(2))]);
    expect([...images.starts]).toEqual([...readCoco(write(smallCoco())).starts]);
  });

  it('refuses ids that are strings in one list and numbers in the other', () => {
    const file = smallCoco();
    file.annotations[1].image_id = '0002';
    expect(() => readCoco(write(file))).toThrow(
      /mixes strings and numbers as ids: an annotation has "image_id" "0002", but the image has "id" 2\./,
    );
    file.annotations[1].image_id = '3'; // an image that the file does not list
    expect(readCoco(write(file)).numOrphans).toBe(1);
  });

  it('goes on with NaN where nothing reads the value', () => {
    const file = smallCoco();
    file.annotations[0].score = 'here';
    const text = (key: string) => JSON.stringify(file).replace('"score":"here"', `"${key}":NaN`);
    expect(readCoco(write(text('score'))).ids).toHaveLength(3);
  });
});
