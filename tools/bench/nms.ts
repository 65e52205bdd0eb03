/**
 * @module Non-maximum suppression of the proposals of an image (five levels) and of its detections (80 classes): ours
 * beside mmcv's CPU operator. Both sides must keep the same boxes.
 */
import { Random } from '../../aligndet/core/index.js';
import { batchedNms } from '../../aligndet/nn/index.js';
import { type Benchmark, type BenchmarkResult, rivalPython, summarise, time } from './benchmark.js';
import { runRival } from './rival-script.js';

interface Load {
  readonly name: string;
  readonly numBoxes: number;
  readonly numLabels: number;
  readonly iouThreshold: number;
}

const loads: readonly Load[] = [
  { name: 'nms-proposals', numBoxes: 8000, numLabels: 5, iouThreshold: 0.7 },
  { name: 'nms-detections', numBoxes: 5000, numLabels: 80, iouThreshold: 0.5 },
];

export const benchmarks: readonly Benchmark[] = loads.map((load) => ({
  name: load.name,
  rival: "mmcv 1.6's CPU operator",
  goal: 1,
  run: () => run(load),
}));

async function run({ numBoxes, numLabels, iouThreshold }: Load): Promise<BenchmarkResult> {
  const { boxes, scores, labels } = clusters(numBoxes, numLabels);
  const compute = () => batchedNms(boxes, scores, labels, { type: 'nms', iou_threshold: iouThreshold });
  const ours = await time(compute, 15, 5);
  const { keep } = compute();
  const note = `${numBoxes} boxes of ${numLabels} kinds, ${keep.length} kept`;
  const python = rivalPython();
  if (python === undefined) return { ours, note: `${note}; set ALIGNDET_BENCH_PYTHON for the rival` };
  const arrays = { 'boxes.f32': boxes, 'scores.f32': scores, 'labels.i32': labels };
  return runRival(python, 'nms.py', [String(iouThreshold), '15'], arrays, async ({ report, floats }) => {
    const theirs = await floats('keep.f32');
    if (theirs.length !== keep.length || keep.some((index, i) => index !== theirs[i])) {
      throw new Error('Both sides keep different boxes.');
    }
    const rival = summarise(report.timesMs);
    return { ours, rival, ratio: ours.medianMs / rival.medianMs, note: `${note} by both` };
  });
}

/** Boxes around 300 objects of one image. */
function clusters(numBoxes: number, numLabels: number) {
  const random = new Random(0);
  const objects = Array.from({ length: 300 }, () => {
    const [width, height] = [random.uniform(16, 400), random.uniform(16, 400)];
    return [random.uniform(0, 1200), random.uniform(0, 700), width, height];
  });
  const boxes = new Float32Array(4 * numBoxes);
  for (let i = 0; i < numBoxes; i++) {
    const [x, y, width, height] = objects[random.integer(0, objects.length)];
    const left = x + 0.2 * width * random.normal(0, 1);
    const top = y + 0.2 * height * random.normal(0, 1);
    const scale = 2 ** (0.3 * random.normal(0, 1));
    boxes.set(
      [left, top, left + scale * width, top + scale * height].map((coordinate) => Math.max(0, coordinate)),
      4 * i,
    );
  }
  const scores = new Float32Array(numBoxes).map(() => random.torchRandom());
  const labels = new Int32Array(numBoxes).map(() => random.integer(0, numLabels));
  return { boxes, scores, labels };
}
