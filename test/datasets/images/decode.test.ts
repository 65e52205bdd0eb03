import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { DataError } from '../../../aligndet/core/index.js';
import { readImage } from '../../../aligndet/datasets/index.js';
import { gradient, temporaryFolder } from '../../support/coco.js';
import { dataFolder, noData } from '../../support/paths.js';

describe('readImage', () => {
  const folder = temporaryFolder();
  const raw = { raw: { width: 5, height: 3, channels: 3 as const } };
  const red = gradient(5, 3);

  it('gives blue first, or red first', async () => {
    const path = join(folder, 'a.png');
    await sharp(red, raw).png().toFile(path);
    expect((await readImage(path, 'color', 'rgb')).data).toEqual(red);
    expect([...(await readImage(path)).data.subarray(0, 3)]).toEqual([200, 0, 0]);
  });

  it('turns images as EXIF says, unless told not to', async () => {
    const path = join(folder, 'turned.jpg');
    await sharp(red, raw).withMetadata({ orientation: 6 }).jpeg().toFile(path);
    expect(await readImage(path)).toMatchObject({ height: 5, width: 3 });
    expect(await readImage(path, 'color_ignore_orientation')).toMatchObject({ height: 3, width: 5 });
  });

  it('drops alpha without blending and repeats gray', async () => {
    const rgba = Uint8Array.of(10, 20, 30, 0, 40, 50, 60, 128);
    const path = join(folder, 'alpha.png');
    await sharp(rgba, { raw: { width: 2, height: 1, channels: 4 } })
      .png()
      .toFile(path);
    expect([...(await readImage(path, 'color', 'rgb')).data]).toEqual([10, 20, 30, 40, 50, 60]);
    const gray = join(folder, 'gray.png');
    await sharp(Uint8Array.of(7, 9), { raw: { width: 2, height: 1, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(gray);
    expect([...(await readImage(gray)).data]).toEqual([7, 7, 7, 9, 9, 9]);
    expect(await readImage(gray, 'unchanged')).toMatchObject({ axes: 'HW', data: Uint8Array.of(7, 9) });
  });

  it.each([
    ['missing.jpg', undefined, /does not exist/],
    ['empty.jpg', Buffer.alloc(0), /is empty/],
    ['text.jpg', Buffer.from('hello'), /is damaged or not an image/],
  ])('names %s', async (name, content, message) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    await expect(readImage(path)).rejects.toThrow(DataError);
    await expect(readImage(path)).rejects.toThrow(message);
  });

  it('refuses a JPEG file that ends too early', async () => {
    const path = join(folder, 'cut.jpg');
    const whole = await sharp(gradient(64, 64), { raw: { width: 64, height: 64, channels: 3 } })
      .jpeg()
      .toBuffer();
    writeFileSync(path, whole.subarray(0, whole.length - 200));
    await expect(readImage(path)).rejects.toThrow(/cut\.jpg is damaged/);
  });

  it.skipIf(dataFolder === undefined)(`reads real photos (${noData} otherwise)`, async () => {
    const photos = join(dataFolder!, 'coco16/images');
    for (const name of readdirSync(photos).slice(0, 4)) {
      const { data, height, width } = await readImage(join(photos, name));
      expect(data).toHaveLength(height * width * 3);
    }
  });
});
