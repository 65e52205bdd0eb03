/**
 * @module Whole iterations of Mask R-CNN, ResNet-50 with FPN: training, AlignDet's pre-training, detection; beside
 * torchvision's on a current torch, in the memory layout in which that is faster. Each side has a process of its own, and
 * as many threads: what else runs on the machine slows both, torch more.
 */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { concatRows } from '../../aligndet/structures/index.js';
import { type Benchmark, type BenchmarkResult, rivalPython, summarise, type Timing } from './benchmark.js';
import { runRival } from './rival-script.js';
import { NUM_CLASSES, NUM_IMAGES, SIDE, sceneBatch } from './scene.js';

type Mode = 'train' | 'pretrain' | 'detect';

/** Iterations behind two that warm up. */
const REPEATS: Record<Mode, number> = { train: 3, pretrain: 3, detect: 9 };

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
  const ours = await timeOurs(mode);
  const found = ours.count > 0 ? `, ${ours.count} masks found` : '';
  const note = `${numImages} images of ${SIDE} x ${SIDE}${found}, ${threads} threads`;
  const python = rivalPython('ALIGNDET_BENCH_TORCHVISION') ?? rivalPython();
  if (python === undefined) return { ours, note: `${note}; set ALIGNDET_BENCH_TORCHVISION for the rival` };
  const both = [
    await timeRival(python, mode, 'contiguous', numImages),
    await timeRival(python, mode, 'channels_last', numImages),
  ];
  const rival = both.reduce((a, b) => (b.medianMs < a.medianMs ? b : a));
  const [ratio, memoryRatio] = [ours.medianMs / rival.medianMs, (ours.peakMb ?? 0) / (rival.peakMb ?? 1)];
  const peaks = `peak ${Math.round(ours.peakMb ?? 0)} and ${Math.round(rival.peakMb ?? 0)} MB`;
  return { ours, rival, ratio, memoryRatio, note: `${note}; ${peaks}` };
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
  const shared = [layout, threads, REPEATS[mode], SIDE, numImages].map(String);
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
