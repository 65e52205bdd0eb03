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

  const page = '<!DOCTYPE html>\n<html><title>Sign in</title></html>';
  it.each([
    ['missing.jpg', undefined, 'does not exist'],
    ['empty.jpg', '', 'is empty'],
    ['text.jpg', 'hello', 'it is a text file'],
    ['page.jpg', page, 'it is an HTML page. The download returned an error page.'],
    ['error.png', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', 'it is an XML file'],
    ['json.jpg', '{"error": "not found"}', 'it is a JSON file'],
    ['pointer.jpg', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n', 'Run `git lfs pull`'],
    ['drawing.jpg', '<svg xmlns="http://www.w3.org/2000/svg"></svg>', 'it is an SVG drawing'],
    ['archive.jpg', 'PK\x03\x04', 'it is a zip archive'],
    ['._a.jpg', '\0\x05\x16\x07\0', 'it is a macOS resource fork'],
    ['zeros.jpg', '\0'.repeat(300), 'it contains only zeros'],
    ['phone.jpg', '\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'it is a HEIC photo'],
    ['clip.jpg', '\0\0\0\x18ftypisom\0\0\0\0', 'it is a video'],
    [
      'what.jpg',
      '\x01\x02\x03\x04\x05',
      'it starts with the bytes 0102030405, which are not of an image format',
    ],
  ])('says what %s is', async (name, content, message) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, Buffer.from(content, 'latin1'));
    await expect(readImage(path)).rejects.toThrow(DataError);
    await expect(readImage(path)).rejects.toThrow(message);
    await expect(readImage(path)).rejects.toThrow(path);
  });

  const square = { raw: { width: 64, height: 64, channels: 3 as const } };
  it.each(['jpeg', 'progressive', 'inks'])('reads a JPEG file without its end marker: %s', async (kind) => {
    const image = sharp(gradient(64, 64), square);
    const whole = await (kind === 'inks' ? image.toColourspace('cmyk') : image)
      .jpeg({ progressive: kind === 'progressive' })
      .toBuffer();
    const paths = ['whole.jpg', 'open.jpg'].map((name) => join(folder, name));
    writeFileSync(paths[0], whole);
    writeFileSync(paths[1], whole.subarray(0, -2));
    expect(await readImage(paths[1])).toEqual(await readImage(paths[0]));
  });

  it.each(['jpeg', 'png', 'webp', 'tiff', 'gif'] as const)('refuses half of a %s file', async (kind) => {
    const path = join(folder, 'cut');
    const whole = await sharp(gradient(64, 64), square).toFormat(kind).toBuffer();
    writeFileSync(path, whole.subarray(0, whole.length / 2));
    await expect(readImage(path)).rejects.toThrow(/cut cannot be decoded: it is (truncated|corrupt)/);
  });

  it.each([
    ['BMP', () => bitmap().subarray(0, 60)],
    ['PPM', () => Buffer.from('P6 4 4 255\n123')],
    ['text PGM', () => Buffer.from('P2 4 4 255\n1 2 3')],
    ['JPEG 2000', () => Buffer.from('ff4fff510029', 'hex')],
  ])('refuses a %s file that ends too early', async (_kind, bytes) => {
    const path = join(folder, 'cut');
    writeFileSync(path, bytes());
    await expect(readImage(path)).rejects.toThrow(
      /cut cannot be decoded: it(s JPEG 2000 data)? is truncated/,
    );
  });

  (dataFolder === undefined ? it.skip : it)(`reads real photos (${noData} otherwise)`, async () => {
    const photos = join(dataFolder!, 'coco16/images');
    for (const name of readdirSync(photos).slice(0, 4)) {
      const { data, height, width } = await readImage(join(photos, name));
      expect(data).toHaveLength(height * width * 3);
    }
  });
});

/** 4 x 4 black pixels of 24 bits. */
function bitmap(): Buffer {
  const bytes = Buffer.alloc(54 + 48);
  bytes.write('BM');
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(4, 18);
  bytes.writeInt32LE(4, 22);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}
