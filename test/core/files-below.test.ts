import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesBelow } from '../../aligndet/core/index.js';

describe('filesBelow', () => {
  const root = mkdtempSync(join(tmpdir(), 'files-below-'));
  afterAll(() => rmSync(root, { recursive: true }));

  it('follows links, looks into no folder twice, and counts what is hidden', async () => {
    const [images, elsewhere] = [join(root, 'images'), join(root, 'elsewhere')];
    for (const folder of [join(images, 'b'), join(images, '__MACOSX'), join(images, '.git'), elsewhere]) {
      mkdirSync(folder, { recursive: true });
    }
    for (const name of [
      'z.jpg',
      'b/ü 1.jpg',
      '._z.jpg',
      '.DS_Store',
      '__MACOSX/z.jpg',
      '.git/x',
      'Thumbs.db',
    ]) {
      writeFileSync(join(images, name), '');
    }
    writeFileSync(join(elsewhere, 'far.jpg'), '');
    symlinkSync(elsewhere, join(images, 'a'));
    symlinkSync(join(images, 'b'), join(images, 'again'));
    symlinkSync(images, join(images, 'b', 'round'));
    symlinkSync(join(images, 'z.jpg'), join(images, 'link.jpg'));
    symlinkSync(join(images, 'nothing'), join(images, 'dangling.jpg'));
    expect(await filesBelow(images)).toEqual({
      paths: ['a/far.jpg', 'b/ü 1.jpg', 'link.jpg', 'z.jpg'],
      numHidden: 5,
      numBrokenLinks: 1,
    });
  });

  it('gives nothing of an empty folder, and the error of a missing one', async () => {
    mkdirSync(join(root, 'empty'));
    expect(await filesBelow(join(root, 'empty'))).toEqual({ paths: [], numHidden: 0, numBrokenLinks: 0 });
    await expect(filesBelow(join(root, 'missing'))).rejects.toThrow('ENOENT');
  });
});
