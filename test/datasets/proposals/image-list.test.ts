import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { silentLogger } from '../../../aligndet/core/index.js';
import { listFolder } from '../../../aligndet/datasets/proposals/image-list.js';
import { temporaryFolder } from '../../support/coco.js';

describe('listFolder', () => {
  const write = (folder: string, names: readonly string[], content = '') => {
    for (const name of names) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
  };

  it('takes every kind that training takes, and counts the others', async () => {
    const folder = temporaryFolder();
    const images = [
      'a.JPG',
      'b.jfif',
      'c.bmp',
      'd.gif',
      'e.avif',
      'f.tif',
      'g.jp2',
      'h.ppm',
      'sub/a.png',
      'z.webp',
    ];
    write(folder, images);
    write(folder, [
      'Thumbs.db',
      '._a.JPG',
      '.cache/x.jpg',
      '__MACOSX/y.jpg',
      'notes.txt',
      'sub/notes.txt',
      'README',
    ]);
    write(folder, ['hash1'], 'GIF89a');
    symlinkSync(join(folder, 'sub'), join(folder, 'link'));
    const lines: string[] = [];
    const logger = { ...silentLogger, warn: (line: string) => void lines.push(line) };
    const listed = await listFolder(folder, logger);
    expect(listed.map(({ fileName }) => fileName).sort()).toEqual([...images, 'hash1'].sort());
    expect(listed.map(({ id }) => id)).toEqual(listed.map((_, i) => i + 1));
    expect(lines).toHaveLength(1);
    for (const part of ['4 hidden', '2 .txt', '1 without extension']) expect(lines[0]).toContain(part);
  });

  it('says nothing where all files are images', async () => {
    const folder = temporaryFolder();
    write(folder, ['a.png']);
    const lines: string[] = [];
    const logger = { ...silentLogger, warn: (line: string) => void lines.push(line) };
    expect(await listFolder(folder, logger)).toEqual([{ id: 1, fileName: 'a.png' }]);
    expect(lines).toEqual([]);
  });

  it('says what a folder without images holds', async () => {
    const folder = temporaryFolder();
    await expect(listFolder(folder)).rejects.toThrow('It contains no files.');
    write(folder, ['a.heic', 'b.HEIC', 'c.cr2']);
    await expect(listFolder(folder)).rejects.toThrow(
      /No images found .*\.bmp.* It contains 2 \.heic, 1 \.cr2\./,
    );
  });
});
