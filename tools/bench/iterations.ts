/**
 * @module Whole iterations of Mask R-CNN, ResNet-50 with FPN: training, AlignDet's pre-training, detection; beside
 * torchvision's on a current torch, in the memory layout in which that is faster. The sides take turns, each in a process
 * of its own with as many threads; the ratio is the median of the turns'.
 */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { concatRows } from '../../aligndet/structures/index.js';
import { type Benchmark, type BenchmarkResult, rivalPython, summarise, type Timing } from './benchmark.js';
import { runRival } from './rival-script.js';
import { IMAGE_SIZE, NUM_CLASSES, NUM_IMAGES, sceneBatch } from './scene.js';

type Mode = 'train' | 'pretrain' | 'detect';

/** Iterations of a turn, behind two that warm up. */
const REPEATS: Record<Mode, number> = { train: 3, pretrain: 3, detect: 7 };

/** Turns of each side: the machine's speed drifts, and what lies side by side in time is compared. */
const ROUNDS = 3;

const names: Record<Mode, [name: string, goal: number]> = {
  train: ['train-iteration', 0.85],
  pretrain: ['pretrain-iteration', 0.85],
  detect: ['inference', 0.7],
};

export const benchmarks: readonly Benchmark[] = (['train', 'pretrain', 'detect'] as const).map((mode) => {
  const [name, goal] = names[mode];
  return { name, rival: 'torchvision on a current torch', goal, run: () => run(mode) };
});

const threads = String(process.env.ALIGNDET_THREADS ?? availableParallelism());

async function run(mode: Mode): Promise<BenchmarkResult> {
  const numImages = mode === 'detect' ? 1 : NUM_IMAGES;
  const python = rivalPython('ALIGNDET_BENCH_TORCHVISION') ?? rivalPython();
  const ours: (Timing & { count: number })[] = [];
  const rivals: Timing[] = [];
  let layouts = ['contiguous', 'channels_last'];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await timeOurs(mode));
    if (python === undefined) continue;
    const timed: Timing[] = [];
    for (const layout of layouts) timed.push(await timeRival(python, mode, layout, numImages));
    const fastest = timed.reduce((a, b) => (b.medianMs < a.medianMs ? b : a));
    layouts = [layouts[timed.indexOf(fastest)]];
    rivals.push(fastest);
  }
  const found = ours[0].count > 0 ? `, ${ours[0].count} masks found` : '';
  const note = `${numImages} images of ${IMAGE_SIZE} x ${IMAGE_SIZE}${found}, ${threads} threads, ${ROUNDS} turns`;
  if (python === undefined) {
    return { ours: together(ours), note: `${note}; set ALIGNDET_BENCH_TORCHVISION for the rival` };
  }
  const ratios = summarise(ours.map(({ medianMs }, round) => medianMs / rivals[round].medianMs));
  const [mine, its] = [together(ours), together(rivals)];
  const spread = ratios.spreadMs.map((ratio) => ratio.toFixed(2)).join(' to ');
  return {
    ours: mine,
    rival: its,
    ratio: ratios.medianMs,
    memoryRatio: (mine.peakMb ?? 0) / (its.peakMb ?? 1),
    note: `${note}; ratios ${spread}; peak ${Math.round(mine.peakMb ?? 0)} and ${Math.round(its.peakMb ?? 0)} MB, ${layouts[0]}`,
  };
}

/** Of several turns: the median of medians, the whole spread, the middle one of the peaks. */
function together(turns: readonly Timing[]): Timing {
  return {
    medianMs: summarise(turns.map(({ medianMs }) => medianMs)).medianMs,
    spreadMs: summarise(turns.flatMap(({ spreadMs }) => spreadMs)).spreadMs,
    peakMb: summarise(turns.map(({ peakMb }) => peakMb ?? 0)).medianMs,
  };
}

async function timeOurs(mode: Mode): Promise<Timing & { count: number }> {
  const child = resolve(import.meta.dirname, 'children/detector.ts');
  const args = ['--import', 'tsx', child, mode, String(REPEATS[mode])];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, ALIGNDET_THREADS: threads },
  });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('{')));
}

function timeRival(python: string, mode: Mode, layout: string, numImages: number): Promise<Timing> {
  const batch = sceneBatch(numImages, 1);
  const boxes = concatRows(batch.gt_bboxes ?? []);
  const labels = Int32Array.from((batch.gt_labels ?? []).flatMap((ofImage) => [...ofImage]));
  const shared = [layout, threads, REPEATS[mode], IMAGE_SIZE, numImages].map(String);
  const [script, args] =
    mode === 'pretrain'
      ? ['pretraining.py', shared]
      : ['mask_rcnn.py', [mode, ...shared, String(NUM_CLASSES)]];
  const arrays = { 'boxes.f32': boxes, 'labels.i32': labels };
  return runRival(python, script, args, arrays, async ({ report }) => ({
    ...summarise(report.timesMs),
    peakMb: report.peakMb[0],
  }));
}
