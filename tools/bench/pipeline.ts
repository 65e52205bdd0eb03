/**
 * @module Images a second that one loading worker makes: ours beside mmdetection's pipeline on OpenCV in a PyTorch
 * DataLoader, on the same JPEG files with the published settings (1333x800, batches of two). Times are per image.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { Builder, Random } from '../../aligndet/core/index.js';
import {
  datasetRegistry,
  Loader,
  SINGLE,
  samplerFor,
  transformRegistry,
} from '../../aligndet/datasets/index.js';
import { type Benchmark, type BenchmarkResult, rivalPython, summarise, type Timing } from './benchmark.js';
import { runRival } from './rival-script.js';

const [WIDTH, HEIGHT] = [640, 480];
const NUM_IMAGES = 32;
const NUM_OBJECTS = 8;
const BATCH_SIZE = 2;
const EPOCHS = 7;

export const benchmarks: Benchmark[] = [
  { name: 'pipeline-detection', rival: 'mmdet 2.25 on OpenCV', goal: 1, run: () => run(false) },
  { name: 'pipeline-instance', rival: 'mmdet 2.25 on OpenCV', goal: 1, run: () => run(true) },
];

async function run(hasMasks: boolean): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'aligndet-bench-'));
  try {
    const config = datasetConfig(folder, hasMasks);
    await writeImages(folder);
    await writeFile(join(folder, 'dataset.json'), JSON.stringify(config));
    const ours = await timeLoader(config);
    const note = `one worker, ${NUM_IMAGES} images of ${WIDTH} x ${HEIGHT}${hasMasks ? ` with ${NUM_OBJECTS} masks` : ''}, per image`;
    const python = rivalPython();
    if (python === undefined) return { ours, note: `${note}; set ALIGNDET_BENCH_PYTHON for the rival` };
    const args = [join(folder, 'dataset.json'), String(BATCH_SIZE), String(EPOCHS)];
    const times = await runRival(python, 'pipeline.py', args, {}, async ({ report }) => report.timesMs);
    const rival = summarise(times);
    return { ours, rival, ratio: ours.medianMs / rival.medianMs, note };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function datasetConfig(folder: string, hasMasks: boolean) {
  const keys = ['img', 'gt_bboxes', 'gt_labels', ...(hasMasks ? ['gt_masks'] : [])];
  return {
    type: 'CocoDataset',
    ann_file: join(folder, 'annotations.json'),
    img_prefix: join(folder, 'images'),
    classes: ['thing'],
    pipeline: [
      { type: 'LoadImageFromFile' },
      { type: 'LoadAnnotations', with_bbox: true, with_mask: hasMasks },
      { type: 'Resize', img_scale: [1333, 800], keep_ratio: true },
      { type: 'RandomFlip', flip_ratio: 0.5 },
      { type: 'Normalize', mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375], to_rgb: true },
      { type: 'Pad', size_divisor: 32 },
      { type: 'DefaultFormatBundle' },
      { type: 'Collect', keys },
    ],
  };
}

/** Milliseconds per image of each epoch but the first, in which the worker starts. */
async function timeLoader(config: ReturnType<typeof datasetConfig>): Promise<Timing> {
  const dataset = new Builder([datasetRegistry, transformRegistry]).build('dataset', config);
  const choice = { batchSize: BATCH_SIZE, seed: 0, shard: SINGLE, shuffles: false, byIteration: false };
  const sampler = samplerFor(dataset, choice);
  const loader = new Loader({ dataset, config, sampler, seed: 0, numWorkers: 1 });
  const times: number[] = [];
  try {
    for (let epoch = 0; epoch <= EPOCHS; epoch++) {
      const start = performance.now();
      for await (const _ of loader.epoch(epoch));
      if (epoch > 0) times.push((performance.now() - start) / NUM_IMAGES);
    }
  } finally {
    await loader.close();
  }
  return summarise(times);
}

/** Photo-like JPEG files: soft structures with grain, and polygons of thirty points on them. */
async function writeImages(folder: string): Promise<void> {
  await mkdir(join(folder, 'images'));
  const random = new Random(0);
  const images = [];
  const annotations = [];
  for (let id = 0; id < NUM_IMAGES; id++) {
    const file_name = `${id}.jpg`;
    const coarse = Uint8Array.from({ length: 40 * 30 * 3 }, () => random.integer(0, 256));
    const soft = sharp(coarse, { raw: { width: 40, height: 30, channels: 3 } }).resize(WIDTH, HEIGHT);
    const pixels = (await soft.raw().toBuffer()).map((level) => level + random.integer(-12, 13));
    await sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
      .jpeg({ quality: 90 })
      .toFile(join(folder, 'images', file_name));
    images.push({ id, file_name, width: WIDTH, height: HEIGHT });
    for (let i = 0; i < NUM_OBJECTS; i++) annotations.push(blob(annotations.length, id, random));
  }
  const categories = [{ id: 1, name: 'thing' }];
  await writeFile(join(folder, 'annotations.json'), JSON.stringify({ images, annotations, categories }));
}

function blob(id: number, imageId: number, random: Random) {
  const radius = random.uniform(15, 120);
  const [x, y] = [random.uniform(radius, WIDTH - radius), random.uniform(radius, HEIGHT - radius)];
  const polygon = Array.from({ length: 30 }, (_, i) => {
    const reach = radius * random.uniform(0.7, 1);
    const angle = (i / 30) * 2 * Math.PI;
    return [x + reach * Math.cos(angle), y + reach * Math.sin(angle)];
  }).flat();
  const bbox = [x - radius, y - radius, 2 * radius, 2 * radius];
  return {
    id,
    image_id: imageId,
    category_id: 1,
    bbox,
    area: radius * radius,
    iscrowd: 0,
    segmentation: [polygon],
  };
}
