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
    ['no width', without('images', 1, 'width'), /images\[1\]: "width" has to be a number/],
    ['three numbers', having('annotations', 0, 'bbox', [1, 2, 3]), /annotations\[0\] \(id 10\): "bbox"/],
    ['a null', having('annotations', 0, 'bbox', [1, 2, 3, null]), /"bbox" has to be four numbers/],
    ['an area of text', having('annotations', 2, 'area', '9'), /"area" has to be a number, but is "9"/],
    ['crowds of an unknown word', having('annotations', 0, 'iscrowd', 'no'), /"iscrowd" has to be 0 or 1/],
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
});
