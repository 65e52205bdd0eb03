import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { QuickstartData } from '../../../../aligndet/cli/quickstart/data.js';
import { ownData } from '../../../../aligndet/cli/quickstart/own-data/own-data.js';
import {
  DataError,
  type Logger,
  silentLogger,
  silentProgress,
  UsageError,
} from '../../../../aligndet/core/index.js';

const categories = [
  { id: 1, name: 'box' },
  { id: 2, name: 'disc' },
];
const shape = (id: number, image_id: number, category_id = 1, more: object = {}) => ({
  id,
  image_id,
  category_id,
  bbox: [2, 3, 10, 8],
  area: 80,
  iscrowd: 0,
  ...more,
});
const listed = (...names: string[]) =>
  names.map((file_name, i) => ({ id: i + 1, file_name, width: 64, height: 48 }));
const coco = (...names: string[]) => ({
  images: listed(...names),
  annotations: names.map((_, i) => shape(i + 1, i + 1)),
  categories,
});

describe('ownData', () => {
  const root = mkdtempSync(join(tmpdir(), 'own data '));
  afterAll(() => rmSync(root, { recursive: true }));
  let count = 0;

  /** Takes a folder of these files; images are empty, because only their names are looked at. */
  async function take(files: Record<string, unknown>, limit = 10) {
    const folder = join(root, String(++count));
    const lines: string[] = [];
    const note = (line: string) => void lines.push(line);
    const logger: Logger = { ...silentLogger, info: note, warn: note };
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    }
    const options = { workDir: join(folder, 'out'), seed: 0, maxTrain: limit, maxVal: limit };
    const data = await ownData(folder, { ...options, progress: silentProgress, logger });
    if (data === 'images alone') return { data, lines, folder };
    const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
    return { data, lines, folder, train: read(data.trainAnnotations), val: read(data.valAnnotations) };
  }
  const names = (file: { images: { file_name: string }[] }) => file.images.map((image) => image.file_name);

  it('takes train and val by their names, and says why not the others', async () => {
    const { train, val, lines, data } = await take({
      'annotations/captions_train2017.json': {
        images: listed('1.jpg'),
        annotations: [{ id: 1, image_id: 1, caption: 'x' }],
      },
      'annotations/instances_train2017.json': coco('1.jpg', '2.jpg'),
      'annotations/instances_val2017.json': coco('1.jpg'),
      'annotations/person_keypoints_train2017.json': coco('1.jpg'),
      'annotations/broken.json': '{"images": [',
      'annotations/._instances_train2017.json': 'Mac OS X',
      'tasks.json': [{ id: 1 }],
      'train2017/1.jpg': '',
      'train2017/2.jpg': '',
      'val2017/1.jpg': '',
    });
    expect([names(train), names(val)]).toEqual([['train2017/1.jpg', 'train2017/2.jpg'], ['val2017/1.jpg']]);
    expect(data).toMatchObject({ numTrain: 2, numVal: 1, classes: ['box', 'disc'] });
    const said = lines.join('\n');
    expect(said).toContain('train: annotations/instances_train2017.json (2 images, 2 annotations)');
    expect(said).toContain('captions_train2017.json, because it holds captions.');
    expect(said).toContain('person_keypoints_train2017.json, because it holds keypoints');
    expect(said).toContain('broken.json, because it ');
    expect(said).toContain("tasks.json, because it is not in COCO's format");
    expect(said).not.toContain('._');
  });

  it('takes the keypoints of persons where there is nothing else', async () => {
    const { train, val } = await take({
      'person_keypoints.json': coco('1.jpg', '2.jpg'),
      '1.jpg': '',
      '2.jpg': '',
    });
    expect([...names(train), ...names(val)].sort()).toEqual(['1.jpg', '2.jpg']);
  });

  it('splits a single file, whose images without annotations are left out', async () => {
    const file = coco(...Array.from({ length: 12 }, (_, i) => `images/${i}.jpg`));
    file.annotations = file.annotations.slice(2);
    file.annotations[0] = shape(3, 3, 1, { iscrowd: 1 });
    const images = Object.fromEntries(file.images.map((image) => [image.file_name, '']));
    const { train, val } = await take({ 'result.json': file, ...images });
    expect([train.images.length, val.images.length]).toEqual([7, 2]); // of the 9 that have more than a crowd
    expect(new Set([...names(train), ...names(val)]).size).toBe(9);
    expect(names(train)).not.toContain('images/0.jpg');
  });

  it('trains on the first images that have annotations, and evaluates on others last', async () => {
    const [trainFile, valFile] = [coco('1.jpg', '2.jpg', '3.jpg'), coco('1.jpg', '2.jpg', '3.jpg')];
    for (const file of [trainFile, valFile]) file.annotations = file.annotations.slice(1);
    const images = Object.fromEntries(
      ['train', 'val'].flatMap((part) => [1, 2, 3].map((i) => [`${part}/${i}.jpg`, ''])),
    );
    const { train, val } = await take({ 'train.json': trainFile, 'val.json': valFile, ...images }, 3);
    expect(names(train)).toEqual(['train/2.jpg', 'train/3.jpg']);
    expect(names(val)).toEqual(['val/2.jpg', 'val/3.jpg', 'val/1.jpg']);
  });

  it('gives both files one list of categories, without groups', async () => {
    const trainFile = {
      ...coco('1.jpg'),
      categories: [
        { id: 0, name: 'shapes', supercategory: 'none' },
        { id: 1, name: 'box', supercategory: 'shapes' },
        { id: 7, name: 'disc', supercategory: 'shapes' },
      ],
    };
    const valFile = {
      ...coco('2.jpg'),
      annotations: [shape(1, 1, 4), shape(2, 1, 9)],
      categories: [
        { id: 4, name: 'disc' },
        { id: 9, name: 'box' },
      ],
    };
    const { train, val, data } = await take({
      'train.json': trainFile,
      'val.json': valFile,
      '1.jpg': '',
      '2.jpg': '',
    });
    expect((data as QuickstartData).classes).toEqual(['box', 'disc']);
    expect([train.categories, val.categories]).toEqual([categories, categories]);
    const ids = (file: { annotations: { category_id: number }[] }) =>
      file.annotations.map((one) => one.category_id);
    expect([ids(train), ids(val)]).toEqual([[1], [2, 1]]);
  });

  it('does not train on images that it evaluates on', async () => {
    const { train, lines } = await take({
      'trainval.json': coco('1.jpg', '2.jpg'),
      'val.json': coco('2.jpg'),
      '1.jpg': '',
      '2.jpg': '',
    });
    expect(names(train)).toEqual(['1.jpg']);
    expect(lines.join('\n')).toContain(
      '1 images of trainval.json are in val.json too; they are not trained on.',
    );
  });

  it('goes without the images that are not there, and names them', async () => {
    const { train, lines } = await take({
      'train.json': coco('1.jpg', 'gone.jpg'),
      'val.json': coco('2.jpg'),
      '1.jpg': '',
      '2.jpg': '',
    });
    expect(names(train)).toEqual(['1.jpg']);
    expect(lines.join('\n')).toContain(
      'train.json: 1 of its 2 images are not in the folder, the images of val.json aside: gone.jpg. Only the others are used.',
    );
  });

  it('leaves to pre-training what has no annotation file', async () => {
    const { data, lines, folder } = await take({ 'a.jpg': '', 'labels/a.xml': '<annotation/>' });
    expect(data).toBe('images alone');
    expect(lines).toEqual([
      `${folder} has no COCO annotation file (*.json). Files such as labels/a.xml are not read.`,
    ]);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no image', { 'notes.txt': '' }, 'No images found in '],
    ['no COCO file', { '1.jpg': '', 'package.json': '{}' }, 'package.json: it has no list "images".'],
    [
      'an empty split',
      { '1.jpg': '', 'val.json': { images: [], annotations: [], categories } },
      'val.json: it lists no image.',
    ],
    [
      'images of nowhere',
      { 'x.jpg': '', 'train.json': coco('1.jpg', '2.jpg') },
      'train.json: 2 of its 2 images are not in the folder: 1.jpg, 2.jpg.',
    ],
    [
      'one image',
      { '1.jpg': '', 'a.json': coco('1.jpg') },
      'a.json: 1 of 1 images have an annotation, but at least two are needed',
    ],
    [
      'the same images twice',
      { '1.jpg': '', 'train.json': coco('1.jpg'), 'val.json': coco('1.jpg') },
      'train.json and val.json list the same images',
    ],
    [
      'a missing box',
      {
        '1.jpg': '',
        '2.jpg': '',
        'a.json': { ...coco('1.jpg', '2.jpg'), annotations: [shape(5, 1, 1, { bbox: undefined })] },
      },
      'a.json: annotations[0] (id 5): expected "bbox" to be four numbers',
    ],
    [
      'crowds alone',
      {
        '1.jpg': '',
        '2.jpg': '',
        'train.json': coco('1.jpg'),
        'val.json': { ...coco('2.jpg'), annotations: [shape(1, 1, 1, { iscrowd: 1 })] },
      },
      'val.json: none of its 1 images has an annotation other than crowds',
    ],
  ])('stops at %s', async (_case, files, message) => {
    const taken = take(files);
    await expect(taken).rejects.toThrow(DataError);
    await expect(taken).rejects.toThrow(message);
  });

  it('asks for a name', async () => {
    const options = {
      workDir: root,
      seed: 0,
      maxTrain: 1,
      maxVal: 1,
      progress: silentProgress,
      logger: silentLogger,
    };
    await expect(ownData('', options)).rejects.toThrow(UsageError);
  });
});
