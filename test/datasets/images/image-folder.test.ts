import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '../../../aligndet/core/index.js';
import { imagesOfFolder, noImages } from '../../../aligndet/datasets/index.js';

describe('a folder of images', () => {
  const root = mkdtempSync(join(tmpdir(), 'image-folder-'));
  beforeAll(() => {
    mkdirSync(join(root, 'photos'));
    for (const name of ['clip.MP4', 'images.zip', 'list.json']) writeFileSync(join(root, name), 'x');
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each([
    ['phtos', `The folder ${root}/phtos does not exist. Did you mean "photos"?`],
    ['a/b', `${root}/a does not exist either. Relative paths start from ${process.cwd()}.`],
    ['list.json', `${root}/list.json is a file, not a folder. Give its folder: ${root}`],
    ['images.zip', 'Unpack it and give the folder.'],
    ['clip.MP4', `ffmpeg -i ${root}/clip.MP4 -vf fps=1 FOLDER/frame_%06d.jpg`],
  ])('says what %s is instead', async (name, message) => {
    const files = imagesOfFolder(join(root, name));
    await expect(files).rejects.toThrow(DataError);
    await expect(files).rejects.toThrow(message);
  });

  it.each([
    [[], '', 'It contains no files.'],
    [['a.txt'], '1 .txt', 'It contains 1 .txt.'],
    [['x/clip 1.mov', 'a.txt'], '2 x', `ffmpeg -i '${root}/x/clip 1.mov' -vf fps=1 ${root}/frame_%06d.jpg`],
    [['all.tar.gz'], '1 .gz', 'Unpack all.tar.gz first.'],
  ])('says what is in it instead of images: %j', (paths, others, message) => {
    expect(noImages(root, { paths, images: [], others }).message).toContain(message);
  });
});
