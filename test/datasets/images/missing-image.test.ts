import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { imagePath, readImage } from '../../../aligndet/datasets/index.js';
import { temporaryFolder } from '../../support/coco.js';

describe('imagePath', () => {
  it.each([
    ['images/', 'a.jpg', 'images/a.jpg'],
    ['images', 'sub/a.jpg', 'images/sub/a.jpg'],
    ['images', '/data/a.jpg', '/data/a.jpg'],
    ['', 'a.jpg', 'a.jpg'],
    [null, 'a.jpg', 'a.jpg'],
  ])('%s and %s give %s', (prefix, name, path) => {
    expect(imagePath(prefix, name)).toBe(path);
  });

  it.each([
    'http://images.cocodataset.org/a.jpg',
    'https://x/a.jpg',
    's3://bucket/a.jpg',
    'gs://bucket/a.jpg',
  ])('refuses %s', (name) => {
    expect(() => imagePath('images', name)).toThrow(
      `file_name "${name}" is a URL, but images are read from local files.`,
    );
  });

  it('refuses the image itself, and does not print it', () => {
    const name = `data:image/png;base64,${'A'.repeat(5000)}`;
    expect(() => imagePath('images', name)).toThrow(
      /^file_name "data:image\/png;base64,A{18}\.\.\." contains the image data/,
    );
  });

  it('shows the path of a file URL', () => {
    expect(() => imagePath('images', 'file:///data/a.jpg')).toThrow('Write its path: /data/a.jpg.');
  });
});

describe('an image that does not exist', () => {
  const folder = temporaryFolder();
  const accents = 'Zoë é.jpg';
  for (const name of [
    'images/im1.jpg',
    'images/Im 2.JPG',
    'images/cam0/0001.png',
    `images/${accents.normalize('NFD')}`,
  ]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
  mkdirSync(join(folder, 'empty'));
  symlinkSync('/mnt/disk', join(folder, 'mounted'));

  it.each([
    [
      'backslashes',
      'images\\im1.jpg',
      'Write file_name with slashes, relative to img_prefix: "images/im1.jpg" exists',
    ],
    ['backslashes behind slashes', 'images/cam0\\0001.png', '"cam0/0001.png" exists'],
    ['another machine', 'C:\\Users\\me\\images\\im1.jpg', '"images/im1.jpg" exists'],
    [
      'a missing file of another machine',
      'C:\\me\\no.jpg',
      'with slashes, relative to img_prefix: "me/no.jpg" (to convert',
    ],
    ['capital letters', 'images/IM1.JPG', 'images/im1.jpg exists, which differs in upper and lower case.'],
    [
      'capital letters of a folder',
      'Images/im1.jpg',
      'images/im1.jpg exists, which differs in upper and lower case.',
    ],
    ['percent signs', 'images/Im%202.JPG', 'images/Im 2.JPG exists, which differs in URL escapes'],
    [
      'Unicode',
      `images/${accents.normalize('NFC')}`,
      'which differs in the Unicode normalization of accents',
    ],
    ['another extension', 'images/im1.png', 'images/im1.jpg exists, which differs in its extension.'],
    ['blanks', 'images/ im1.jpg', 'images/im1.jpg exists, which differs in blanks.'],
    ['a folder twice', 'images/images/im1.jpg', 'the path contains "images" once too often.'],
    [
      'a folder too few',
      'images/0001.png',
      `exists in another folder: ${join(folder, 'images/cam0/0001.png')}.`,
    ],
    ['a wrong folder', 'train/im1.jpg', `exists in another folder: ${join(folder, 'images/im1.jpg')}.`],
    ['no folder', 'train/im9.jpg', 'train does not exist.'],
    ['a near name', 'images/im7.jpg', 'Similar names in its folder: "im1.jpg"'],
    ['no near name', 'images/photograph_of_a_cat.jpg', 'Its folder contains 4 other files, such as "'],
    ['an empty folder', 'empty/im1.webp', 'is empty. Check img_prefix'],
    ['a link to nothing', 'mounted', 'mounted is a symbolic link to /mnt/disk, which does not exist.'],
    ['below a link to nothing', 'mounted/a/im1.jpg', 'mounted is a symbolic link to /mnt/disk'],
    ['an absolute path', '/home/her/im9.jpg', 'The folder /home/her does not exist.'],
    ['a percent sign alone', 'empty/100%.jpg', 'is empty. Check img_prefix'],
  ])('%s', async (_what, name, message) => {
    await expect(readImage(imagePath(folder, name))).rejects.toThrow(message);
    await expect(readImage(imagePath(folder, name))).rejects.toThrow('does not exist.');
  });

  it.each(['/home/her/images/im1.jpg', '/data/cam0/../images/im1.jpg'])(
    '%s is of another machine',
    (name) => {
      expect(() => imagePath(folder, name)).toThrow(
        `${join(folder, 'images/im1.jpg')} exists: write "images/im1.jpg".`,
      );
    },
  );
});
