import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { builtinBuilder } from '../../../aligndet/builtins.js';
import { Random } from '../../../aligndet/core/index.js';
import type { PipelineDataset } from '../../../aligndet/datasets/index.js';
import { temporaryFolder } from '../../support/coco.js';

const SIZE = '<size><width>64</width><height>48</height></size>';

const object = (name: string, [x1, y1, x2, y2]: readonly (number | string)[], more = ''): string =>
  `<object><name>${name}</name>${more}<bndbox><xmin>${x1}</xmin><ymin>${y1}</ymin><xmax>${x2}</xmax><ymax>${y2}</ymax></bndbox></object>`;

describe('VOCDataset', () => {
  let root: string;
  const parent = temporaryFolder();
  let numFolders = 0;
  beforeEach(async () => {
    root = join(parent, `${++numFolders}/VOC2007`);
    for (const folder of ['Annotations', 'JPEGImages']) mkdirSync(join(root, folder), { recursive: true });
    await image('im1.jpg');
  });

  const image = (name: string, size = { width: 64, height: 48 }): Promise<unknown> => {
    const rendered = sharp({ create: { ...size, channels: 3, background: 'red' } });
    return (name.endsWith('png') ? rendered.png() : rendered.jpeg()).toFile(join(root, 'JPEGImages', name));
  };

  const annotate = (content: string, name = 'im1') =>
    writeFileSync(join(root, `Annotations/${name}.xml`), `<annotation>\n${content}\n</annotation>`);

  const build = (list: string | Buffer = 'im1\n', options: object = {}): PipelineDataset => {
    writeFileSync(join(root, 'list.txt'), list);
    return builtinBuilder().build(
      'dataset',
      {
        type: 'VOCDataset',
        classes: ['cat', 'dog'],
        ann_file: join(root, 'list.txt'),
        img_prefix: root,
        pipeline: [{ type: 'LoadImageFromFile' }],
        ...options,
      },
      'data.train',
    ) as PipelineDataset;
  };

  const good = object('cat', [2, 3, 20, 30]);

  it.each([
    [
      'without area',
      object('cat', [5, 6, 5, 30]),
      /1 boxes have no area and are left out, the first: cat \[5, 6, 5, 30\]/,
    ],
    ['with reversed corners', object('cat', [30, 6, 5, 30]), /1 boxes have their corners reversed/],
    [
      'right of the image',
      object('dog', [65, 6, 90, 30]),
      /1 boxes lie outside their image and are left out/,
    ],
    [
      'above the image',
      object('dog', [5, -30, 20, 1]),
      /the first: dog \[5, -30, 20, 1\] in an image of 64 x 48 pixels, line 4/,
    ],
  ])('leaves a box %s out of training, and says so', (_what, bad, note) => {
    annotate(`${SIZE}\n${good}${bad}`.replace(bad, `\n${bad}`));
    const training = build();
    expect([...training.annotationsOf(0).bboxes]).toEqual([1, 2, 19, 29]);
    expect(training.notes).toHaveLength(1);
    expect(training.notes[0]).toMatch(note);
    expect(training.sampleOf(0).ann_info?.bboxes).toHaveLength(4);
  });

  it('counts such boxes in evaluation, as the reference does, and says so', () => {
    annotate(SIZE + good + object('cat', [5, 6, 5, 30]));
    const testing = build('im1', { test_mode: true });
    expect([...testing.annotationsOf(0).bboxes]).toEqual([1, 2, 19, 29, 4, 5, 4, 29]);
    expect(testing.notes[0]).toContain('boxes have no area, and no detection can match them');
  });

  it('keeps difficult boxes of any shape as ignored, and those that reach into the image', () => {
    annotate(
      SIZE + object('cat', [5, 6, 5, 30], '<difficult>1</difficult>') + object('dog', [64, 48, 90, 90]),
    );
    const { bboxes, bboxes_ignore: ignored } = build().annotationsOf(0);
    expect([...bboxes]).toEqual([63, 47, 89, 89]);
    expect([...ignored!]).toEqual([4, 5, 4, 29]);
  });

  it('shows the names of the files when no class is among them', () => {
    annotate(SIZE + object('\n  cat\n ', [2, 3, 20, 30]) + object('bird', [2, 3, 20, 30]));
    expect(() => build()).toThrow(
      'have no object of these classes (names in the files: "\\n  cat\\n " (1), "bird" (1). ' +
        'The class is "cat": blanks around a name are significant).',
    );
  });

  it('counts objects of other names', () => {
    annotate(SIZE + good + object('Cat', [2, 3, 20, 30]));
    expect(build().notes).toEqual([
      '1 objects have names outside of the classes, and are left out: "Cat" (1). The class is "cat": names are case-sensitive.',
    ]);
  });

  it.each([
    ['a mark, blank lines and ends of Windows', Buffer.from('\ufeffim1\r\n\r\n im1 \r\n\r\n')],
    ['UTF-16', Buffer.from('\ufeffim1\r\nim1\r\n', 'utf16le')],
  ])('reads a list with %s', (_what, list) => {
    annotate(SIZE + good);
    expect(build(list).source.images.map(({ id }) => id)).toEqual(['im1', 'im1']);
  });

  it.each([
    ['im1.jpg', 'without folder and extension: "im1".'],
    ['JPEGImages/im1', 'without folder and extension: "im1".'],
    ['C:\\VOC\\JPEGImages\\im1.jpg', 'It is a Windows path. Expected only the name: "im1".'],
    [
      'im1  -1',
      'This is the image list of one class. Use the list of all images, such as train.txt, with the line "im1".',
    ],
    ['Im1', 'im1.xml exists, which differs in upper and lower case.'],
    ['{"images": []}', 'ann_file of VOCDataset must be a text file with one name per line.'],
  ])('says what is wrong with the line %s', (line, message) => {
    annotate(SIZE + good);
    expect(() => build(`\n${line}\n`)).toThrow('but line 2 of the image list ');
    expect(() => build(`\n${line}\n`)).toThrow(message);
  });

  it('finds images of other kinds, .jpg before them', async () => {
    for (const name of ['im2', 'im3']) annotate(SIZE + good, name);
    annotate(SIZE + good);
    await image('im2.PNG'.toLowerCase());
    await image('im1.png');
    writeFileSync(join(root, 'JPEGImages/im2.txt'), '');
    const { images } = build('im1\nim2\nim3').source;
    expect(images.map(({ filename }) => filename)).toEqual([
      'JPEGImages/im1.jpg',
      'JPEGImages/im2.png',
      'JPEGImages/im3.jpg', // nothing is there
    ]);
    const dataset = build('im2\nim3');
    expect(await dataset.get(0, new Random(0))).toMatchObject({ ori_filename: 'JPEGImages/im2.png' });
    await expect(dataset.get(1, new Random(0))).rejects.toThrow(
      /im3\.jpg does not exist\. .* annotation file or image list/,
    );
  });

  it.each([
    ['', 'a missing size'],
    [SIZE.replace('64', '0').replace('48', '0'), 'a size of 0 x 0'],
  ])('takes the size of the image for %j (%s)', async (size) => {
    annotate(size + good);
    await image('im1.png', { width: 80, height: 60 });
    rmSync(join(root, 'JPEGImages/im1.jpg'));
    expect(build().source.images[0]).toMatchObject({ width: 80, height: 60 });
  });

  it('does not compare a size that the file does not give with an image that EXIF turns', async () => {
    annotate(good);
    const path = join(root, 'JPEGImages/im1.jpg');
    await sharp(path).withMetadata({ orientation: 6 }).toFile(`${path}.tmp`);
    renameSync(`${path}.tmp`, path);
    expect(await build().get(0, new Random(0))).toMatchObject({ img_shape: [64, 48, 3] });
  });

  it('refuses an image of another size', async () => {
    annotate(SIZE.replace('64', '640').replace('48', '480') + good);
    await expect(build().get(0, new Random(0))).rejects.toThrow(
      /is 64 x 48 pixels .*im1\.xml gives 640 x 480/,
    );
  });

  it.each([
    [SIZE.replace('48', ''), 'line 2: expected a number in <height> of <size>, but got "".'],
    ['<size><width>4</width></size>', 'line 2: expected a number in <height> of <size>, but it is missing.'],
    [
      `${SIZE}\n${object('cat', ['12,5', 3, 20, 30])}`,
      'line 3: expected a number in <xmin> of <bndbox>, but got "12,5".',
    ],
    [
      `${SIZE}\n${object('cat', ['nan', 3, 20, 30])}`,
      'line 3: expected a number in <xmin> of <bndbox>, but got "nan".',
    ],
    [`${SIZE}\n${object('cat', ['0x10', 3, 20, 30])}`, 'but got "0x10".'],
    [`${SIZE}\n\n<object><name>cat</name></object>`, 'line 4: an object has no <bndbox>.'],
    [
      '<object><name>a</name><polygon/></object>',
      'It has <polygon>, which is not supported: export axis-aligned boxes.',
    ],
    [`<object>${good.slice(8).replace('<name>cat</name>', '')}`, 'line 2: an object has no <name>.'],
    ['<object>', 'line 3: not XML: </annotation> closes <object> of line 2.'],
  ])('names the line of %s', (content, message) => {
    annotate(content);
    expect(() => build()).toThrow(message);
  });

  it('refuses XML of another kind', () => {
    writeFileSync(join(root, 'Annotations/im1.xml'), '<annotations><image/></annotations>');
    expect(() => build()).toThrow('line 1: expected <annotation> of PASCAL VOC, but got <annotations>.');
  });
});
