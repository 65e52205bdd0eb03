/** What is said of images and annotation files that are wrong; the section of `docs/mistakes.md`. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { builtinBuilder } from '../../aligndet/builtins.js';
import { imagePath, readImage } from '../../aligndet/datasets/index.js';
import { gradient, temporaryFolder } from '../support/coco.js';
import { expectMistakes, type MistakeRow } from '../support/mistakes-page.js';

const INTRO =
  'Each mistake is seeded into a folder of images, or of PASCAL VOC, in which the rest is right (`test/datasets/mistakes.test.ts`).';

const HEAD = '<annotation><size><width>64</width><height>48</height></size>';

describe('mistakes in images and VOC annotations', () => {
  const folder = join(temporaryFolder(), 'VOC2007');
  const file = (name: string, content: string | Buffer): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  };

  const messageOf = async (run: () => unknown): Promise<string> => {
    try {
      await run();
      return '';
    } catch (error) {
      return (error as Error).message.replaceAll(folder, 'DIR');
    }
  };

  const voc = (xml: string, list = 'im1\n') => {
    file('Annotations/im1.xml', xml);
    const annFile = file('train.txt', list);
    const pipeline = [{ type: 'LoadImageFromFile' }];
    const options = { type: 'VOCDataset', classes: ['cat'], ann_file: annFile, img_prefix: folder, pipeline };
    return builtinBuilder().build('dataset', options, 'data.train');
  };

  it('are explained', async () => {
    const jpeg = await sharp(gradient(64, 48), { raw: { width: 64, height: 48, channels: 3 } })
      .jpeg()
      .toBuffer();
    file('images/im1.jpg', jpeg);
    file('JPEGImages/im1.jpg', jpeg);
    const { 'tiff float': floats } = JSON.parse(
      readFileSync('test/datasets/images/opencv-pixels.json', 'utf8'),
    );

    const missing = (what: string, name: string) => ({
      what,
      written: `"file_name": ${JSON.stringify(name)}`,
      run: () => readImage(imagePath(join(folder, 'images'), name)),
    });
    const content = (what: string, written: string, bytes: string | Buffer) => ({
      what,
      written,
      run: () => readImage(file('images/a.jpg', bytes)),
    });
    const annotation = (what: string, xml: string) => ({ what, written: xml, run: () => voc(xml) });
    const listed = (what: string, line: string) => ({
      what,
      written: line,
      run: () => voc(`${HEAD}</annotation>`, `${line}\n`),
    });
    const mistakes = [
      missing('a path of Windows', 'images\\im1.jpg'),
      missing('other capital letters', 'IM1.jpg'),
      missing('another extension', 'im1.png'),
      missing('a folder that `img_prefix` has already', 'images/im1.jpg'),
      missing('characters as in a URL', 'im%31.jpg'),
      missing('a URL', 'http://images.cocodataset.org/train2017/im1.jpg'),
      {
        what: 'a link to what is not there',
        written: 'im2.jpg -> /mnt/disk/im2.jpg',
        run: () => {
          symlinkSync('/mnt/disk/im2.jpg', join(folder, 'images/im2.jpg'));
          return readImage(join(folder, 'images/im2.jpg'));
        },
      },
      missing('a folder', '.'),
      content('an HTML page', '<!DOCTYPE html>...', '<!DOCTYPE html><html></html>'),
      content(
        'a Git LFS pointer',
        'version https://git-lfs...',
        'version https://git-lfs.github.com/spec/v1\n',
      ),
      content('an empty image', '(no bytes)', ''),
      content('a truncated image', '(half of a JPEG file)', jpeg.subarray(0, jpeg.length / 2)),
      content(
        'an image of floats',
        '(a TIFF file of values from 0 to 1)',
        Buffer.from(floats.file, 'base64'),
      ),
      content(
        'an image larger than memory',
        '(a PNM file of a few bytes: P6 99999 99999 255)',
        'P6 99999 99999 255\n',
      ),
      annotation('half a size', '<annotation><size><width>64</width><height>0</height></size></annotation>'),
      annotation('truncated XML', `${HEAD}<object><name>cat</name>`),
      annotation('an ampersand as it is', `${HEAD}<object><name>cat & dog</name></object></annotation>`),
      annotation('an object without box', `${HEAD}<object><name>cat</name><robndbox/></object></annotation>`),
      annotation('another name', `${HEAD}<object><name> cat</name>${box('1')}</object></annotation>`),
      annotation('a decimal comma', `${HEAD}<object><name>cat</name>${box('1,5')}</object></annotation>`),
      listed('a name with its extension', 'im1.jpg'),
      listed('the list of one class', 'im1 -1'),
    ];
    const rows: MistakeRow[] = [];
    for (const { what, written, run } of mistakes)
      rows.push({ what, written, message: await messageOf(run) });
    expectMistakes('Data: images and VOC', INTRO, rows);
  });
});

const box = (xmin: string): string =>
  `<bndbox><xmin>${xmin}</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox>`;
