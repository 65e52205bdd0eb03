import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Builder, DataError } from '../../../aligndet/core/index.js';
import {
  type BatchSampler,
  datasetRegistry,
  Loader,
  SINGLE,
  samplerFor,
  transformRegistry,
} from '../../../aligndet/datasets/index.js';
import type { Batch } from '../../../aligndet/structures/index.js';
import { annotation, type CocoFile, temporaryFolder, writeCoco } from '../../support/coco.js';

const pipeline = [
  { type: 'LoadImageFromFile' },
  { type: 'LoadAnnotations', with_mask: true },
  {
    type: 'Resize',
    img_scale: [
      [64, 40],
      [96, 64],
    ],
    multiscale_mode: 'range',
  },
  { type: 'RandomFlip', flip_ratio: 0.5 },
  { type: 'Normalize', mean: [100, 100, 100], std: [50, 50, 50] },
  { type: 'Pad', size_divisor: 16 },
  { type: 'DefaultFormatBundle' },
  { type: 'Collect', keys: ['img', 'gt_bboxes', 'gt_labels', 'gt_masks'] },
];

/** Seven images of two shapes. */
function sevenImages(): CocoFile {
  const sizes = [64, 48, 56, 80, 40, 64, 72];
  return {
    images: sizes.map((width, i) => ({ id: i, file_name: `${i}.png`, width, height: 60 })),
    annotations: sizes.map((_, i) => annotation(i, i, 1, [2 + i, 3, 20, 30])),
    categories: [{ id: 1, name: 'thing' }],
  };
}

describe('Loader', () => {
  const folder = temporaryFolder();
  const config = {
    type: 'CocoDataset',
    data_root: folder,
    ann_file: 'annotations.json',
    classes: ['thing'],
    pipeline,
  };
  const loaders: Loader[] = [];
  const make = (numWorkers: number, shuffles = true): Loader => {
    const dataset = new Builder([datasetRegistry, transformRegistry]).build('dataset', config);
    const sampler = samplerFor(dataset, {
      batchSize: 2,
      seed: 5,
      shard: SINGLE,
      shuffles,
      byIteration: false,
    });
    const loader = new Loader({ dataset, config, sampler, seed: 5, numWorkers });
    loaders.push(loader);
    return loader;
  };

  beforeAll(async () => {
    await writeCoco(folder, sevenImages());
  });
  afterAll(async () => {
    await Promise.all(loaders.map((loader) => loader.close()));
  });

  it('gives the same batches with no, one and two workers, and none twice', async () => {
    const runs = await Promise.all([0, 1, 2].map((numWorkers) => all(make(numWorkers), 1)));
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
    expect(runs[0]).toHaveLength(make(0).length);
    expect(await all(make(0), 2)).not.toEqual(runs[0]);
  });

  it('resumes within an epoch', async () => {
    const whole = await all(make(0), 3);
    expect(await all(make(0), 3, 2)).toEqual(whole.slice(2));
    expect(await all(make(2), 3, 2)).toEqual(whole.slice(2));
  });

  it('pads a batch to its largest image', async () => {
    for (const { img, img_shape: shape, img_metas: metas, gt_masks: masks } of await all(make(0), 0)) {
      expect(img).toHaveLength(shape.reduce((size, dim) => size * dim));
      expect(shape[1]).toBe(Math.max(...metas.map(({ pad_shape: [height] }) => height)));
      expect(metas[0].batch_input_shape).toEqual([shape[1], shape[2]]);
      masks?.forEach(({ height, width }, i) => {
        expect([height, width]).toEqual(metas[i].pad_shape.slice(0, 2));
      });
    }
  });

  it('stops cleanly when the loop is left early', async () => {
    const loader = make(1);
    for await (const _ of loader.epoch(0)) break;
    expect(await all(loader, 0)).toHaveLength(loader.length);
  });

  it('gives every image once for evaluation', async () => {
    const names: string[] = [];
    const { length, batches } = make(0, false).images();
    for await (const batch of batches()) {
      names.push(...(batch as Batch).img_metas.map((meta) => meta.ori_filename));
    }
    expect(names).toEqual(['0', '1', '2', '3', '4', '5', '6'].map((name) => `${name}.png`));
    expect(length).toBe(7);
  });

  it.each([0, 1])('names a corrupt image (%i workers)', async (numWorkers) => {
    const path = join(folder, 'broken.json');
    const file = sevenImages();
    file.images[3].file_name = 'broken.png';
    writeFileSync(path, JSON.stringify(file));
    writeFileSync(join(folder, 'broken.png'), 'no image');
    const broken = { ...config, ann_file: 'broken.json' };
    const dataset = new Builder([datasetRegistry, transformRegistry]).build('dataset', broken);
    const sampler = samplerFor(dataset, {
      batchSize: 2,
      seed: 5,
      shard: SINGLE,
      shuffles: true,
      byIteration: false,
    });
    const loader = new Loader({ dataset, config: broken, sampler, seed: 5, numWorkers });
    loaders.push(loader);
    await expect(all(loader, 0)).rejects.toThrow(DataError);
    await expect(all(loader, 0)).rejects.toThrow(/broken\.png (cannot be decoded|is not a supported image)/);
  });

  it('a batch that fails ahead of its turn ends the run when its turn comes, and not the process', async () => {
    const file = sevenImages();
    file.images[5].file_name = 'sixth.png';
    writeFileSync(join(folder, 'sixth.json'), JSON.stringify(file));
    writeFileSync(join(folder, 'sixth.png'), 'no image');
    const broken = { ...config, ann_file: 'sixth.json' };
    const dataset = new Builder([datasetRegistry, transformRegistry]).build('dataset', broken);
    const sampler = { batches: () => [[0], [5]].values() } as unknown as BatchSampler;
    const loader = new Loader({ dataset, config: broken, sampler, seed: 5, numWorkers: 1 });
    loaders.push(loader);
    expect(
      await unhandledDuring(async () => {
        const batches = loader.epoch(0)[Symbol.asyncIterator]();
        expect((await batches.next()).done).toBe(false);
        await new Promise((resolve) => setTimeout(resolve, 500)); // a step of training
        await expect(batches.next()).rejects.toThrow('sixth.png');
      }),
    ).toEqual([]);
  });
});

/** Node ends a process for a promise that fails while nobody awaits it. */
async function unhandledDuring(action: () => Promise<void>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
  try {
    await action();
    await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    process.removeListener('unhandledRejection', note);
    for (const other of others) process.on('unhandledRejection', other);
  }
  return unhandled;
}

async function all(loader: Loader, epoch: number, skip = 0): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of loader.epoch(epoch, skip)) batches.push(batch as Batch);
  return batches;
}
