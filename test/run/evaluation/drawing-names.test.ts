import { drawingNames } from '../../../aligndet/run/evaluation/drawing-names.js';

describe('drawingNames', () => {
  it.each([
    ['subfolders stay', ['cam0/0001.jpg', 'cam1/0001.jpg'], ['cam0/0001', 'cam1/0001']],
    ['extensions tell equal names apart', ['a.jpg', 'a.png', 'b.png'], ['a.jpg', 'a.png', 'b']],
    ['capital letters make no name of their own', ['A.jpg', 'a.jpg'], ['A.jpg', 'a.jpg (2)']],
    [
      'nothing leads upwards',
      ['../../etc/passwd.jpg', 'a/../../b.jpg', '..'],
      ['etc/passwd', 'a/b', 'image'],
    ],
    ['equal names behind that', ['../x.jpg', 'x.jpg', './x.jpg'], ['x.jpg', 'x.jpg (2)', 'x.jpg (3)']],
    ['absolute paths begin behind their common folder', ['/d/c/1/a.jpg', '/d/c/2/a.jpg'], ['1/a', '2/a']],
    ['one absolute path among others', ['/d/a.jpg', 'a.jpg'], ['d/a', 'a']],
    ['paths of Windows', ['C:\\data\\x\\a.jpg', 'C:\\data\\y\\a.jpg'], ['x/a', 'y/a']],
    ['a drive in the middle', ['C:a.jpg', 'images\\b.jpg'], ['C_a', 'images/b']],
    ['dots in a name', ['a.b.jpg', 'noextension'], ['a.b', 'noextension']],
    ['no image', [], []],
  ])('%s', (_what, fileNames, names) => {
    expect(drawingNames(fileNames)).toEqual(names);
  });
});
