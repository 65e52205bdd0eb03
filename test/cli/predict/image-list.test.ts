import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageList } from '../../../aligndet/cli/predict/image-list.js';
import { temporaryFolder } from '../../support/coco.js';

describe('the images that words mean', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]) => names.map((name) => join(folder, name));
  mkdirSync(join(folder, 'sub/deep'), { recursive: true });
  mkdirSync(join(folder, 'none'));
  for (const name of ['a1.jpg', 'a2.jpg', 'b.png', 'x[1].jpg', 'note.txt', 'sub/c.jpg', 'sub/deep/d.jpeg'])
    writeFileSync(join(folder, name), 'x');

  it.each([
    ['a file', ['b.png'], ['b.png']],
    ['a folder with its subfolders', ['sub'], ['sub/c.jpg', 'sub/deep/d.jpeg']],
    ['a star', ['*.jpg'], ['a1.jpg', 'a2.jpg', 'x[1].jpg']],
    ['two stars', ['**/*.jp{e,}g'], ['a1.jpg', 'a2.jpg', 'x[1].jpg', 'sub/c.jpg', 'sub/deep/d.jpeg']],
    ['a question mark', ['a?.jpg'], ['a1.jpg', 'a2.jpg']],
    ['characters', ['a[2-9].jpg'], ['a2.jpg']],
    ['other characters', ['a[!2].jpg'], ['a1.jpg']],
    ['a pattern for folders', ['s*/*.jpg'], ['sub/c.jpg']],
    ['a name that looks like a pattern', ['x[1].jpg'], ['x[1].jpg']],
    ['one image twice', ['b.png', '*.png'], ['b.png']],
    ['a file that is not there', ['z.png'], ['z.png']],
  ])('%s', async (_what, words, expected) => {
    expect((await imageList(at(...words))).sort()).toEqual(at(...expected).sort());
  });

  it('leaves URLs as they are', async () => {
    const url = 'https://example.org/a.jpg?x={1}';
    expect(await imageList([url])).toEqual([url]);
  });

  it('says what is wrong with a folder without images, and with a pattern that nothing matches', async () => {
    await expect(imageList(at('none'))).rejects.toThrow(/No images found in .*none/);
    await expect(imageList(at('*.gif'))).rejects.toThrow(
      /No file matches .*\*\.gif: 7 files are below .*\{a,b\} for one of several/,
    );
    await expect(imageList(at('nowhere/*.gif'))).rejects.toThrow(/No file matches .*: 0 files are below/);
  });
});
