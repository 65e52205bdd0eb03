import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Builder, ConfigError, Random } from '../../../aligndet/core/index.js';
import {
  type DetectionDataset,
  datasetRegistry,
  type PipelineSample,
  transformRegistry,
} from '../../../aligndet/datasets/index.js';
import { annotation, smallCoco, temporaryFolder, writeCoco } from '../../support/coco.js';

const builder = new Builder([datasetRegistry, transformRegistry]);
const load = [{ type: 'LoadImageFromFile' }, { type: 'LoadAnnotations', with_mask: true }];

describe('CocoDataset', () => {
  const folder = temporaryFolder();
  const build = (options: Record<string, unknown> = {}): DetectionDataset =>
    builder.build('dataset', {
      type: 'CocoDataset',
      ann_file: 'annotations.json',
      data_root: folder,
      img_prefix: '',
      classes: ['disc', 'box'],
      pipeline: load,
      ...options,
    });

  beforeEach(async () => {
    await writeCoco(folder);
  });

  it('loads images, boxes and masks', async () => {
    const dataset = build();
    const sample = await dataset.get(0, new Random(0));
    expect(dataset).toMatchObject({ length: 2, classes: ['disc', 'box'], flag: Uint8Array.of(1, 0) });
    expect(sample).toMatchObject({
      img_shape: [48, 64, 3],
      gt_bboxes: Float32Array.of(4, 6, 24, 16, 30, 20, 46, 36),
      gt_labels: Int32Array.of(0, 1),
      gt_masks: { count: 2, height: 48, width: 64 },
    });
    expect([...(sample as { img: { data: Uint8Array } }).img.data.subarray(0, 6)]).toEqual([
      200, 0, 0, 200, 0, 2,
    ]);
  });

  it('counts labels in the order of the classes, not of the file', () => {
    expect([...build({ classes: ['box', 'disc'] }).annotationsOf!(0).labels]).toEqual([1, 0]);
  });

  it('notes what it leaves out', async () => {
    const file = smallCoco();
    file.annotations.push(annotation(20, 1, 1, [100, 100, 5, 5]), annotation(21, 1, 1, [1, 1, 0.5, 9]));
    file.annotations.push(annotation(22, 1, 1, [-5, -5, 20, 20]));
    await writeCoco(folder, file);
    const dataset = build({ classes: ['disc', 'box', 'cone'] });
    expect(dataset.notes?.map((note) => note.replace(/^.*json: /, ''))).toEqual([
      '1 boxes lie outside their image and are left out, the first: annotation 20, [100, 100, 5, 5] in wide.png of 64 x 48 pixels.',
      '1 boxes are narrower or lower than one pixel and are left out, the first: annotation 21, [1, 1, 0.5, 9] in wide.png of 64 x 48 pixels.',
      '1 boxes extend beyond their image: correct for objects that the image border cuts, but wrong if "bbox" contains corners instead of [x, y, width, height], the first: annotation 22, [-5, -5, 20, 20] in wide.png of 64 x 48 pixels.',
      '1 of 3 classes are not a category of the file: cone. Its categories: disc, box.',
    ]);
    expect([...dataset.annotationsOf!(0).bboxes.subarray(8)]).toEqual([-5, -5, 15, 15]);
  });

  it('notes that an evaluation has nothing to find', async () => {
    const file = smallCoco();
    for (const one of file.annotations) one.iscrowd = 1;
    await writeCoco(folder, file);
    const evaluated = build({ test_mode: true });
    expect(evaluated.notes?.join()).toMatch(
      /json: 2 images have only crowd annotations of these classes: .* -1\.$/,
    );
    await writeCoco(folder);
    expect(build({ test_mode: true }).notes).toEqual([]);
  });

  it('says why no image is left', async () => {
    const file = smallCoco();
    file.annotations = file.annotations.filter(({ category_id: id }) => id === 1);
    await writeCoco(folder, file);
    expect(() => build({ classes: ['box'] })).toThrow(
      /^0 of 2 images kept of .*annotations\.json, because 2 have no annotation of these classes\. Classes: box\./,
    );
    expect(build({ classes: ['box'], filter_empty_gt: false })).toHaveLength(2);
  });

  it('lists the categories when no class is one of them', () => {
    expect(() => build({ classes: ['disk'] })).toThrow(
      /None of the classes \(disk\) is a category of .*annotations\.json\. Did you mean "disc"\? Its categories: disc, box\./,
    );
  });

  it('names a missing and a corrupt image', async () => {
    const file = smallCoco();
    file.images.push({ id: 3, file_name: 'gone.jpg', width: 64, height: 48 });
    file.images.push({ id: 4, file_name: 'cut.png', width: 64, height: 48 });
    file.annotations.push(annotation(30, 3, 1, [1, 1, 9, 9]), annotation(31, 4, 1, [1, 1, 9, 9]));
    await writeCoco(folder, smallCoco());
    writeFileSync(join(folder, 'annotations.json'), JSON.stringify(file));
    writeFileSync(join(folder, 'cut.png'), Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    const dataset = build();
    await expect(dataset.get(2, new Random(0))).rejects.toThrow(/gone\.jpg does not exist/);
    await expect(dataset.get(3, new Random(0))).rejects.toThrow(
      /cut\.png cannot be decoded: it is truncated/,
    );
  });

  it('takes another image of the same shape when nothing is left of one', async () => {
    const file = smallCoco();
    file.images.push({ id: 3, file_name: 'wide-too.png', width: 64, height: 48 });
    file.annotations.push(annotation(30, 3, 1, [1, 1, 30, 30]));
    await writeCoco(folder, file);
    const dataset = build({ pipeline: [...load, { type: 'FilterAnnotations', min_gt_bbox_wh: [25, 25] }] });
    const sample = await dataset.get(0, new Random(3));
    expect(sample).toMatchObject({ ori_filename: 'wide-too.png' });
  });

  it('keeps every image and gives no annotations in test mode', async () => {
    const file = smallCoco();
    file.annotations = [];
    await writeCoco(folder, file);
    const dataset = build({ test_mode: true, pipeline: [{ type: 'LoadImageFromFile' }] });
    expect(dataset).toHaveLength(2);
    expect(await dataset.get(1, new Random(0))).not.toHaveProperty('ann_info');
  });

  it('joins several annotation files', () => {
    expect(build({ ann_file: ['annotations.json', 'annotations.json'] })).toHaveLength(4);
  });

  it('refuses one class with two labels', async () => {
    expect(() => build({ classes: ['disc', 'box', 'disc'] })).toThrow(
      'classes lists "disc" more than once: disc, box, disc. Remove the duplicate.',
    );
    const parts = (...lists: string[][]) =>
      builder.build('dataset', {
        type: 'ConcatDataset',
        datasets: lists.map((classes) => ({
          ...{ type: 'CocoDataset', ann_file: 'annotations.json', data_root: folder, pipeline: load },
          classes,
        })),
      });
    expect(() => parts(['disc', 'box'], ['disc', 'box'], ['box'])).toThrow(
      'ConcatDataset: "box" is class 1 of its first dataset (disc, box), but class 0 of another (box).',
    );
    expect(parts(['disc', 'box'], ['disc'])).toHaveLength(4);
  });

  it('refuses options that it does not know', () => {
    expect(() => build({ clases: [] })).toThrow(ConfigError);
    expect(() => build({ clases: [] })).toThrow(/unknown key\. Did you mean "classes"\?/);
  });
});

describe('dataset wrappers', () => {
  const folder = temporaryFolder();
  const coco = {
    type: 'CocoDataset',
    data_root: folder,
    ann_file: 'annotations.json',
    classes: ['disc', 'box'],
  };

  beforeAll(async () => {
    await writeCoco(folder);
  });

  it('MultiViewCocoDataset gives views that start from the same sample', async () => {
    const dataset = builder.build('dataset', {
      type: 'MultiViewCocoDataset',
      dataset: { ...coco, pipeline: load },
      num_views: 2,
      pipelines: [[{ type: 'RandFlip', flip_ratio: 1 }], [{ type: 'RandFlip', flip_ratio: 0 }]],
    });
    const [first, second] = (await dataset.get(0, new Random(0))) as Record<string, unknown>[];
    expect(first.flip).toBe(true);
    expect(second.gt_bboxes).toEqual(Float32Array.of(4, 6, 24, 16, 30, 20, 46, 36));
    expect(first.gt_bboxes).toEqual(Float32Array.of(40, 6, 60, 16, 18, 20, 34, 36));
  });

  it('MultiViewCocoDataset needs as many pipelines as views', () => {
    const config = {
      type: 'MultiViewCocoDataset',
      dataset: { ...coco, pipeline: [] },
      num_views: 2,
      pipelines: [[]],
    };
    expect(() => builder.build('dataset', config)).toThrow(
      'num_views: expected 1, the number of pipelines, but got 2.',
    );
  });

  it.each([
    [
      { ann_file: 'none.json', img_prefix: 'my images' },
      (at: string) => `generate-proposals --images '${at}/my images' --out ${at}/none.json`,
    ],
    [
      { data_root: null, ann_file: 'x/p_cluster-id-as-class.json', img_prefix: 'images/' },
      () => 'generate-proposals --images images/ --out x/p.json --clusters 2',
    ],
    [{ data_root: null, ann_file: 'p.json' }, () => 'generate-proposals --images FOLDER --out p.json'],
  ])('MultiViewCocoDataset names the command that makes missing proposals: %j', (paths, command) => {
    const dataset = { ...coco, pipeline: load, ...paths };
    const config = { type: 'MultiViewCocoDataset', dataset, num_views: 1, pipelines: [[]] };
    expect(() => builder.build('dataset', config)).toThrow(
      `To generate them, run: npx aligndet ${command(folder)}`,
    );
  });

  it('MultiImageMixDataset pastes objects of one image into another', async () => {
    const pipeline = [...load, { type: 'Resize', img_scale: [64, 64], keep_ratio: false }];
    const dataset = builder.build('dataset', {
      type: 'MultiImageMixDataset',
      dataset: { ...coco, pipeline },
      pipeline: [{ type: 'CopyPaste', selected: false }],
    });
    for (const seed of [0, 1, 2, 3]) {
      const sample = (await dataset.get(0, new Random(seed))) as PipelineSample;
      // Either image is the other one; its objects cover what lies below them and come last.
      const other = sample.gt_labels?.at(-1) === 1 ? [30, 20 * (64 / 48)] : [8 * (64 / 48), 8];
      expect([...sample.gt_bboxes!.subarray(-4, -2)].map((coordinate, i) => coordinate - other[i])).toEqual([
        expect.closeTo(0, 4),
        expect.closeTo(0, 4),
      ]);
      expect(sample.gt_masks).toMatchObject({ count: sample.gt_labels?.length });
      expect(sample.mix_results).toBeUndefined();
    }
  });

  it('ClassBalancedDataset repeats images of rare classes', () => {
    const config = { type: 'ClassBalancedDataset', oversample_thr: 2, dataset: { ...coco, pipeline: [] } };
    // "disc" is in both images: sqrt(2 / 1); "box" in one: sqrt(2 / 0.5) = 2. Rounded up: 2 and 2.
    expect(builder.build('dataset', config)).toHaveLength(4);
  });
});
