/**
 * @module Masks of 100 detections pasted into a full-size image and run-length encoded: ours beside mmdetection 2.25's
 * paste and pycocotools' encoding. Both sides must give the same masks, but for a few border pixels.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Random } from '../../aligndet/core/index.js';
import { pasteMasks } from '../../aligndet/models/index.js';
import { bitmapOfRuns, concatRows, type Rle, runsOfRle } from '../../aligndet/structures/index.js';
import { type Benchmark, type BenchmarkResult, rivalPython, summarise, time } from './benchmark.js';

const SCRIPT = resolve(import.meta.dirname, 'rivals/mask_paste.py');
const [WIDTH, HEIGHT] = [1216, 800];
const NUM_MASKS = 100;
const MASK_SIZE = 28;

export const benchmark: Benchmark = { name: 'mask-paste', rival: 'mmdet 2.25 and pycocotools', goal: 1, run };

async function run(): Promise<BenchmarkResult> {
  const random = new Random(2);
  const boxes = boxesIn(random);
  const values = blobs(random);
  let masks: Rle[] = [];
  const ours = await time(() => {
    masks = pasteMasks({ values, height: MASK_SIZE, width: MASK_SIZE }, boxes, [HEIGHT, WIDTH], 0.5);
  });
  const python = rivalPython();
  const note = `${NUM_MASKS} masks in ${WIDTH} x ${HEIGHT}`;
  if (python === undefined) return { ours, note: `${note}; set ALIGNDET_BENCH_PYTHON for the rival` };
  const folder = await mkdtemp(join(tmpdir(), 'aligndet-bench-'));
  try {
    await writeFile(join(folder, 'masks.f32'), values);
    await writeFile(join(folder, 'boxes.f32'), boxes);
    const args = [SCRIPT, folder, String(MASK_SIZE), String(HEIGHT), String(WIDTH), '9'];
    const { stdout } = await promisify(execFile)(python, args, { maxBuffer: 2 ** 26 });
    const { timesMs } = JSON.parse(stdout.slice(stdout.lastIndexOf('{'))) as { timesMs: number[] };
    const theirs = JSON.parse(await readFile(join(folder, 'pasted.json'), 'utf8')) as Rle[];
    const different = theirs.reduce((sum, mask, i) => sum + differentPixels(mask, masks[i]), 0);
    if (different > NUM_MASKS) throw new Error(`${different} pixels differ between both sides.`);
    const rival = summarise(timesMs);
    return {
      ours,
      rival,
      ratio: ours.medianMs / rival.medianMs,
      note: `${note}; ${different} pixels differ`,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function boxesIn(random: Random): Float32Array {
  return concatRows(
    Array.from({ length: NUM_MASKS }, () => {
      const [width, height] = [random.uniform(20, 500), random.uniform(20, 500)];
      const [x, y] = [random.uniform(0, WIDTH - width), random.uniform(0, HEIGHT - height)];
      return Float32Array.of(x, y, x + width, y + height);
    }),
  );
}

/** Soft discs with bumps, as a mask head predicts them. */
function blobs(random: Random): Float32Array {
  return concatRows(
    Array.from({ length: NUM_MASKS }, () => {
      const [bumps, phase] = [random.integer(2, 7), random.uniform(0, 6)];
      return Float32Array.from({ length: MASK_SIZE * MASK_SIZE }, (_, i) => {
        const [x, y] = [(i % MASK_SIZE) - MASK_SIZE / 2, Math.floor(i / MASK_SIZE) - MASK_SIZE / 2];
        const radius = MASK_SIZE * (0.35 + 0.1 * Math.sin(bumps * Math.atan2(y, x) + phase));
        return 1 / (1 + Math.exp(Math.hypot(x, y) - radius));
      });
    }),
  );
}

function differentPixels(a: Rle, b: Rle): number {
  const [first, second] = [bitmapOfRuns(runsOfRle(a)), bitmapOfRuns(runsOfRle(b))];
  return first.reduce((sum, pixel, i) => sum + (pixel === second[i] ? 0 : 1), 0);
}
