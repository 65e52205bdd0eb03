import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CocoFile, temporaryFolder } from '../../support/coco.js';
import { type CommandOutcome, runCommand } from '../../support/command.js';
import { type TinyDataset, tinyCoco, writeTinyDataset } from '../../support/tiny-dataset.js';

describe('train on bad data', () => {
  const folder = temporaryFolder();
  let tiny: TinyDataset;
  let count = 0;
  let file: string;

  beforeAll(async () => {
    tiny = await writeTinyDataset(folder);
  });

  beforeEach(() => {
    file = join(folder, `annotations-${++count}.json`);
  });

  /** Trains on the annotation file `file`, which is to hold `text`. */
  function trainOn(text: string, ...options: string[]): Promise<CommandOutcome> {
    writeFileSync(file, text);
    const words = [tiny.config, '--no-validate', '--work-dir', join(folder, 'run')];
    const overrides = [`data.train.ann_file=${file}`, 'runner.max_epochs=1', 'log_level=WARNING', ...options];
    return runCommand('train', ...words, '--cfg-options', ...overrides);
  }

  function changed(change: (coco: CocoFile) => unknown): string {
    const coco = tinyCoco();
    change(coco);
    return JSON.stringify(coco);
  }

  /** Each image is the file `name`, which holds `bytes`. */
  function withImages(name: string, bytes?: Uint8Array): string {
    if (bytes !== undefined) writeFileSync(join(folder, name), bytes);
    return changed(({ images }) => {
      for (const image of images) image.file_name = name;
    });
  }

  // Where, what was expected, what came, what to do. `FILE` stands for the annotation file, `DIR` for its folder.
  it.each<[string, () => string, string]>([
    [
      'is not JSON',
      () => 'a,b,c',
      'Annotation file FILE is not a JSON object or list. It starts with: a,b,c',
    ],
    [
      'is cut off',
      () => '{"images": [',
      'Annotation file FILE is truncated: it ends at byte 12, in images[0]',
    ],
    [
      'is a list',
      () => '[]',
      "Annotation file FILE is not in COCO's format: expected an object with images, annotations and categories",
    ],
    [
      'lacks images',
      () => changed((coco) => delete (coco as Partial<CocoFile>).images),
      'Annotation file FILE has no list "images", which COCO\'s format requires. Its keys: annotations, categories.',
    ],
    [
      'lacks categories',
      () => changed((coco) => delete (coco as Partial<CocoFile>).categories),
      'Annotation file FILE has no list "categories"',
    ],
    [
      'lacks annotations',
      () => changed((coco) => delete (coco as Partial<CocoFile>).annotations),
      '0 of 6 images kept of FILE, because 6 have no annotation: the list "annotations" is empty or missing. ' +
        'Classes: disc, box, line. Check classes and ann_file, or set filter_empty_gt to false.',
    ],
    [
      'has an annotation without a box and a mask',
      () =>
        changed(({ annotations }) => {
          delete annotations[1].bbox;
          annotations[1].segmentation = [];
        }),
      'FILE: annotations[1] (id 3): expected "bbox" to be four numbers [x, y, width, height], but it is missing.',
    ],
    [
      'has a box of texts',
      () =>
        changed(({ annotations }) => {
          annotations[0].bbox = ['1', 2, 3, 4];
        }),
      'FILE: annotations[0] (id 2): expected "bbox" to be four numbers [x, y, width, height], but got ["1",2,3,4].',
    ],
    [
      'has other categories',
      () =>
        changed(({ categories }) => {
          for (const category of categories) category.name = `digit ${category.id}`;
        }),
      'None of the classes (disc, box, line) is a category of FILE. Its categories: digit 1, digit 2, digit 3.',
    ],
    [
      'has only small images',
      () =>
        changed(({ images }) => {
          for (const image of images) image.width = 8;
        }),
      '0 of 6 images kept of FILE, because 6 are smaller than 32 pixels.',
    ],
    [
      'has no image with a box of these classes',
      () =>
        changed(({ annotations }) => {
          for (const one of annotations) one.category_id = 99;
        }),
      '0 of 6 images kept of FILE, because 6 have no annotation of these classes.',
    ],
    [
      'has all boxes outside of their images',
      () =>
        changed(({ annotations }) => {
          for (const one of annotations) one.bbox = [500, 500, 20, 20];
        }),
      'data.train: none of the 6 images has a box to train on. FILE: 12 boxes lie outside their image and are left out, ' +
        'the first: annotation 2, [500, 500, 20, 20] in 1.png of 64 x 48 pixels. ' +
        'Boxes are in pixels of the original image: ',
    ],
    [
      'names an image that is missing',
      () => withImages('gone.png'),
      'Image file DIR/gone.png does not exist. Its folder contains ',
    ],
    [
      'names an image that is cut off',
      () => withImages('cut.png', readFileSync(join(folder, '1.png')).subarray(0, 80)),
      'Image file DIR/cut.png cannot be decoded: it is truncated',
    ],
    [
      'names an image that is a text',
      () => withImages('text.jpg', Buffer.from('not found')),
      'Image file DIR/text.jpg is not a supported image: it is a text file. Replace it, or remove it from the dataset.',
    ],
    [
      'names an image that is empty',
      () => withImages('empty.png', new Uint8Array()),
      'Image file DIR/empty.png is empty. Replace it',
    ],
  ])('stops when the annotation file %s', async (_case, make, message) => {
    const { exitCode, stderr } = await trainOn(make());
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message.replaceAll('FILE', file).replaceAll('DIR', folder));
    expect(stderr).not.toContain('internal error');
  });

  it('stops when there is no annotation file', async () => {
    const { exitCode, stderr } = await runCommand(
      ...['train', tiny.config, '--work-dir', join(folder, 'run'), '--cfg-options'],
      `data.train.ann_file=${file}`,
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`Annotation file ${file} does not exist. Check ann_file and data_root.`);
  });

  it('leaves single boxes outside of their images out, and says so', async () => {
    const text = changed(({ annotations }) => {
      annotations[0].bbox = [500, 500, 20, 20];
    });
    const { exitCode, stderr } = await trainOn(text);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
    expect(stderr).toContain(
      `WARNING - data.train: ${file}: 1 boxes lie outside their image and are left out, the first: annotation 2,`,
    );
  });
});
