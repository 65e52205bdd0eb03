import type { AnnotationFile } from '../../../../aligndet/cli/quickstart/own-data/annotation-files.js';
import { filesByName, imagePaths } from '../../../../aligndet/cli/quickstart/own-data/image-paths.js';
import { roleOf } from '../../../../aligndet/cli/quickstart/own-data/roles.js';

function listing(path: string, ...names: string[]): AnnotationFile {
  const images = names.map((file_name, id) => ({ id, file_name }));
  return { path, role: roleOf(path), json: { images, annotations: [], categories: [] } };
}

describe('imagePaths', () => {
  const [train, val] = [listing('a/train.json', '1.jpg', '2.jpg'), listing('a/val.json', '1.jpg', '3.jpg')];

  it.each<[string, string[], AnnotationFile, AnnotationFile | undefined, (string | undefined)[]]>([
    [
      'equal names in folders of both parts',
      ['train/1.jpg', 'val/1.jpg', 'val/3.jpg'],
      val,
      train,
      ['val/1.jpg', 'val/3.jpg'],
    ],
    [
      'an image that only the other part has',
      ['train/1.jpg', 'val/3.jpg'],
      val,
      train,
      [undefined, 'val/3.jpg'],
    ],
    [
      'no folder of its own, and names of its own',
      ['train/1.jpg', 'train/3.jpg'],
      val,
      train,
      [undefined, 'train/3.jpg'],
    ],
    [
      'one folder for all',
      ['images/1.jpg', 'images/2.jpg', 'images/3.jpg'],
      val,
      train,
      ['images/1.jpg', 'images/3.jpg'],
    ],
    ['the folder itself', ['1.jpg', '2.jpg'], train, val, ['1.jpg', '2.jpg']],
    [
      'images before other folders',
      ['thumbs/1.jpg', 'images/1.jpg', 'images/2.jpg'],
      train,
      undefined,
      ['images/1.jpg', 'images/2.jpg'],
    ],
    [
      'COCO',
      ['train2017/1.jpg', 'train2017/2.jpg', 'val2017/1.jpg'],
      train,
      undefined,
      ['train2017/1.jpg', 'train2017/2.jpg'],
    ],
    ['beside the file', ['x/1.jpg', 'images/1.jpg'], listing('x/all.json', '1.jpg'), undefined, ['x/1.jpg']],
    [
      'folders in the names',
      ['val/cam0/1.jpg', 'val/cam1/1.jpg'],
      listing('val.json', 'cam1/1.jpg'),
      undefined,
      ['val/cam1/1.jpg'],
    ],
    ['names of Windows', ['images/a/1.jpg'], listing('x.json', 'a\\1.jpg'), undefined, ['images/a/1.jpg']],
    [
      'names of another machine',
      ['images/1.jpg'],
      listing('x.json', '/home/me/upload/1.jpg'),
      undefined,
      ['images/1.jpg'],
    ],
    [
      'a dot before the name',
      ['images/1.jpg'],
      listing('x.json', './images/1.jpg'),
      undefined,
      ['images/1.jpg'],
    ],
    [
      'no image of another folder',
      ['cam0/1.jpg', 'cam1/2.jpg'],
      listing('x.json', 'cam0/1.jpg', 'cam0/2.jpg'),
      undefined,
      ['cam0/1.jpg', undefined],
    ],
    [
      'last parts that do not tell images apart',
      ['images/1.jpg'],
      listing('x.json', '/a/1.jpg', '/b/1.jpg'),
      undefined,
      [undefined, undefined],
    ],
    ['no such image', ['images/2.jpg'], listing('x.json', '1.jpg'), undefined, [undefined]],
    ['no images', [], listing('x.json'), undefined, []],
  ])('finds images: %s', (_case, files, file, other, expected) => {
    expect(imagePaths(file, filesByName(files), other)).toEqual(expected);
  });

  it('asks which of two folders is meant', () => {
    const files = filesByName(['cam0/1.jpg', 'cam1/1.jpg']);
    expect(() => imagePaths(listing('x.json', '1.jpg'), files)).toThrow(
      'x.json: the image "1.jpg" is in 2 folders: cam0/, cam1/. Write the folder into file_name ("cam0/1.jpg")',
    );
  });
});
