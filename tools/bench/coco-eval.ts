/**
 * @module COCO evaluation of 5,000 images, from files to the twelve numbers: ours beside pycocotools and
 * faster-coco-eval (C++). The numbers of all sides must agree.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Random } from '../../aligndet/core/index.js';
import { cocoStats, evaluateCocoFiles, type IouType } from '../../aligndet/evaluation/index.js';
import { rleOfRuns, runsOfPolygon } from '../../aligndet/structures/index.js';
import { type Benchmark, type BenchmarkResult, rivalPython, summarise, time } from './benchmark.js';

const NUM_IMAGES = 5000;
const NUM_CATEGORIES = 80;
const [WIDTH, HEIGHT] = [640, 480];
const SCRIPT = resolve(import.meta.dirname, 'rivals/coco_eval.py');

type Package = 'pycocotools' | 'faster_coco_eval';
type Box = [x: number, y: number, width: number, height: number];

export const benchmarks: readonly Benchmark[] = [
  benchmarkAgainst('pycocotools', 'bbox', 0.5),
  benchmarkAgainst('faster_coco_eval', 'bbox', 1),
  benchmarkAgainst('pycocotools', 'segm', 0.5),
  benchmarkAgainst('faster_coco_eval', 'segm', 1),
];

function benchmarkAgainst(rival: Package, iouType: IouType, goal: number): Benchmark {
  const name = `coco-eval-${iouType}${rival === 'pycocotools' ? '' : '-cpp'}`;
  return { name, rival, goal, run: () => run(rival, iouType) };
}

async function run(rival: Package, iouType: IouType): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'aligndet-bench-'));
  try {
    const [groundTruth, results] = [join(folder, 'truth.json'), join(folder, 'results.json')];
    const counts = await writeFiles(groundTruth, results, iouType === 'segm');
    let stats: number[] = [];
    const ours = await time(
      async () => {
        stats = cocoStats(await evaluateCocoFiles(groundTruth, results, iouType));
      },
      5,
      1,
    );
    const python = rivalPython();
    if (python === undefined) return { ours, note: `${counts}; set ALIGNDET_BENCH_PYTHON for the rival` };
    const repeats = rival === 'pycocotools' ? '1' : '3';
    const args = [SCRIPT, rival, groundTruth, results, iouType, repeats];
    const { stdout } = await promisify(execFile)(python, args, { maxBuffer: 2 ** 26 });
    const theirs = JSON.parse(stdout.slice(stdout.lastIndexOf('{'))) as {
      timesMs: number[];
      stats: number[];
    };
    const apart = Math.max(...stats.map((value, i) => Math.abs(value - theirs.stats[i])));
    if (!(apart <= 1e-12)) throw new Error(`The numbers differ by ${apart} from those of ${rival}.`);
    const timing = summarise(theirs.timesMs);
    const note = `${counts}; the twelve numbers differ by at most ${apart.toExponential(1)}`;
    return { ours, rival: timing, ratio: ours.medianMs / timing.medianMs, note };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A seeded set: objects of all sizes, most found more or less well, and wrong detections up to 100 an image. */
async function writeFiles(groundTruthFile: string, resultFile: string, hasMasks: boolean): Promise<string> {
  const random = new Random(0);
  const images = Array.from({ length: NUM_IMAGES }, (_, i) => ({ id: i + 1, width: WIDTH, height: HEIGHT }));
  const categories = Array.from({ length: NUM_CATEGORIES }, (_, i) => ({
    id: i + 1,
    name: `category ${i + 1}`,
  }));
  const annotations: object[] = [];
  const results: object[] = [];
  for (const { id: image_id } of images) {
    const numObjects = Math.floor(15 * random.random());
    const detect = (category_id: number, box: Box, score: number) =>
      results.push({
        image_id,
        category_id,
        bbox: box.map((coordinate) => Math.fround(coordinate)),
        score: Math.fround(score),
        ...(hasMasks && { segmentation: rleOfRuns(runsOfPolygon(polygonOf(box, random)[0], HEIGHT, WIDTH)) }),
      });
    for (let i = 0; i < numObjects; i++) {
      const category_id = 1 + Math.floor(NUM_CATEGORIES * random.random() ** 2);
      const bbox = randomBox(random);
      annotations.push({
        id: annotations.length + 1,
        image_id,
        category_id,
        bbox: bbox.map((coordinate) => Math.round(100 * coordinate) / 100),
        area: bbox[2] * bbox[3] * (0.5 + 0.5 * random.random()),
        iscrowd: random.random() < 0.01 ? 1 : 0,
        ...(hasMasks && { segmentation: polygonOf(bbox, random) }),
      });
      for (let copies = Math.floor(4 * random.random()); copies > 0; copies--) {
        const score = random.random() ** 0.5;
        detect(category_id, jittered(bbox, 0.15 * random.random(), random), score);
      }
    }
    const numWrong = Math.floor((hasMasks ? 10 : 80) * random.random());
    for (let i = 0; i < numWrong; i++) {
      detect(1 + Math.floor(NUM_CATEGORIES * random.random()), randomBox(random), random.random() ** 3);
    }
  }
  await writeFile(groundTruthFile, JSON.stringify({ info: {}, images, annotations, categories }));
  await writeFile(resultFile, JSON.stringify(results));
  return `${NUM_IMAGES} images, ${annotations.length} objects, ${results.length} detections`;
}

function randomBox(random: Random): Box {
  const [width, height] = [4 + 300 * random.random() ** 3, 4 + 300 * random.random() ** 3];
  return [(WIDTH - width) * random.random(), (HEIGHT - height) * random.random(), width, height];
}

function jittered([x, y, width, height]: Box, fraction: number, random: Random): Box {
  const move = (size: number) => size * fraction * (2 * random.random() - 1);
  return [x + move(width), y + move(height), width + move(width), height + move(height)];
}

/** An irregular outline within the box. */
function polygonOf([x, y, width, height]: Box, random: Random): number[][] {
  const corners = 8 + Math.floor(12 * random.random());
  const points = Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners;
    const radius = 0.35 + 0.15 * random.random();
    return [x + width * (0.5 + radius * Math.cos(angle)), y + height * (0.5 + radius * Math.sin(angle))];
  });
  return [points.flat().map((coordinate) => Math.round(100 * coordinate) / 100)];
}
