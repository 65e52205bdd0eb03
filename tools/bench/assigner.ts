/**
 * @module Assignment of the anchors of a full-size image (243,000 anchors, 50 objects): ours beside mmdetection 2.25's
 * `MaxIoUAssigner`. Both sides must assign alike.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Random } from '../../aligndet/core/index.js';
import { buildAnchorGenerator, buildMaxIouAssigner, overlapCalculator } from '../../aligndet/models/index.js';
import { concatRows } from '../../aligndet/structures/index.js';
import { type Benchmark, type BenchmarkResult, rivalPython, summarise, time } from './benchmark.js';

const SCRIPT = resolve(import.meta.dirname, 'rivals/assigner.py');
const [WIDTH, HEIGHT] = [1216, 800];
const NUM_OBJECTS = 50;

export const benchmark: Benchmark = { name: 'assigner', rival: 'mmdet 2.25 on torch', goal: 1, run };

async function run(): Promise<BenchmarkResult> {
  const strides = [4, 8, 16, 32, 64];
  const generator = buildAnchorGenerator({
    strides,
    ratios: [0.5, 1, 2],
    scales: [8],
    isScaleMajor: true,
    centerOffset: 0,
  });
  const sizes = strides.map((stride) => [Math.ceil(HEIGHT / stride), Math.ceil(WIDTH / stride)] as const);
  const anchors = concatRows(generator.gridPriors(sizes));
  const bboxes = objects();
  const assigner = buildMaxIouAssigner(
    {
      posIouThr: 0.7,
      negIouRange: [0, 0.3],
      minPosIou: 0.3,
      matchLowQuality: true,
      gtMaxAssignAll: true,
      ignoreIofThr: -1,
      ignoreWrtCandidates: true,
    },
    overlapCalculator,
  );
  let assigned = new Int32Array(0);
  const ours = await time(() => {
    assigned = Int32Array.from(assigner.assign(anchors, { bboxes }).gtInds);
  });
  const python = rivalPython();
  const note = `${anchors.length / 4} anchors, ${NUM_OBJECTS} objects`;
  if (python === undefined) return { ours, note: `${note}; set ALIGNDET_BENCH_PYTHON for the rival` };
  const folder = await mkdtemp(join(tmpdir(), 'aligndet-bench-'));
  try {
    await writeFile(join(folder, 'anchors.f32'), anchors);
    await writeFile(join(folder, 'gts.f32'), bboxes);
    const { stdout } = await promisify(execFile)(python, [SCRIPT, folder, '9']);
    const { timesMs } = JSON.parse(stdout.slice(stdout.lastIndexOf('{'))) as { timesMs: number[] };
    const bytes = await readFile(join(folder, 'assigned.i32'));
    const theirs = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    if (theirs.some((gt, i) => gt !== assigned[i])) throw new Error('Both sides assign differently.');
    const rival = summarise(timesMs);
    return { ours, rival, ratio: ours.medianMs / rival.medianMs, note: `${note}; the same assignment` };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Boxes of all sizes, seeded. */
function objects(): Float32Array {
  const random = new Random(1);
  return concatRows(
    Array.from({ length: NUM_OBJECTS }, () => {
      const [width, height] = [random.uniform(20, 400), random.uniform(20, 400)];
      const [x, y] = [random.uniform(0, WIDTH - width), random.uniform(0, HEIGHT - height)];
      return Float32Array.of(x, y, x + width, y + height);
    }),
  );
}
