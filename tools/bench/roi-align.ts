/**
 * @module RoIAlign of 512 regions on the finest level of a full-size image (200 x 304 pixels, 256 channels), forwards and
 * backwards, with two samples per bin and axis and with as many as a bin has pixels: ours beside mmcv's CPU operator.
 * Both sides must compute the same.
 */
import { Random } from '../../aligndet/core/index.js';
import { grads, type Tensor4D, tensor4d, tidy } from '../../aligndet/engine/index.js';
import { roiAlign } from '../../aligndet/nn/index.js';
import { type Benchmark, type BenchmarkResult, rivalPython, summarise, time } from './benchmark.js';
import { runRival } from './rival-script.js';

const [HEIGHT, WIDTH, CHANNELS] = [200, 304, 256];
const NUM_ROIS = 512;
const REPEATS = 5;

type Direction = 'forward' | 'backward';

export const benchmarks: readonly Benchmark[] = (['forward', 'backward'] as const).flatMap((direction) =>
  [2, 0].map((ratio) => ({
    name: `roi-align-${direction}${ratio === 0 ? '-adaptive' : ''}`,
    rival: "mmcv 1.6's CPU operator",
    goal: 0.2,
    run: () => run(direction, ratio),
  })),
);

async function run(direction: Direction, samplingRatio: number): Promise<BenchmarkResult> {
  const random = new Random(0);
  const values = (count: number) => new Float32Array(count).map(() => random.torchRandom() - 0.5);
  const map = values(HEIGHT * WIDTH * CHANNELS);
  const gradients = values(NUM_ROIS * 49 * CHANNELS);
  const rois = randomRois(random);
  const x = tensor4d(map, [1, HEIGHT, WIDTH, CHANNELS]);
  const upstream = tensor4d(gradients, [NUM_ROIS, 7, 7, CHANNELS]);
  const options = {
    outputSize: [7, 7],
    spatialScale: 0.25,
    samplingRatio,
    isAligned: true,
    pooling: 'avg',
  } as const;
  const forward = (maps: Tensor4D) => roiAlign(maps, rois, options);
  // The forward pass of a gradient is no cheaper than one alone: what is timed is both, less the forward pass.
  const backward = (maps: Tensor4D) =>
    grads((given) => forward(given as Tensor4D))([maps], upstream)[0] as Tensor4D;
  const compute = direction === 'forward' ? forward : backward;
  const timed = (code: (maps: Tensor4D) => Tensor4D) =>
    time(() => tidy(() => code(x).slice([0, 0, 0, 0], [1, 1, 1, 1]).dataSync()[0] as never), REPEATS);
  const whole = await timed(compute);
  const ours = direction === 'forward' ? whole : less(whole, (await timed(forward)).medianMs);
  const result = tidy(() => compute(x)).dataSync<'float32'>();
  x.dispose();
  upstream.dispose();

  const note = `${NUM_ROIS} regions, ${HEIGHT} x ${WIDTH} x ${CHANNELS}`;
  const python = rivalPython();
  if (python === undefined) return { ours, note: `${note}; set ALIGNDET_BENCH_PYTHON for the rival` };
  const args = [direction, samplingRatio, REPEATS, HEIGHT, WIDTH, CHANNELS].map(String);
  const arrays = { 'map.f32': map, 'rois.f32': rois, 'slopes.f32': gradients };
  return runRival(python, 'roi_align.py', args, arrays, async ({ report, floats }) => {
    const theirs = await floats('result.f32');
    let apart = 0;
    for (let i = 0; i < theirs.length; i++) apart = Math.max(apart, Math.abs(theirs[i] - result[i]));
    if (!(apart < 1e-3)) throw new Error(`The results differ by ${apart}.`);
    const rival = summarise(report.timesMs);
    const ratio = ours.medianMs / rival.medianMs;
    return { ours, rival, ratio, note: `${note}; results differ by at most ${apart.toExponential(1)}` };
  });
}

function less(
  { medianMs, spreadMs: [min, max] }: BenchmarkResult['ours'],
  timeMs: number,
): BenchmarkResult['ours'] {
  return { medianMs: medianMs - timeMs, spreadMs: [min - timeMs, max - timeMs] };
}

/** Regions that the finest level serves: below 112 pixels as a mean of the sides, up to the border of the image. */
function randomRois(random: Random): Float32Array {
  const rois = new Float32Array(5 * NUM_ROIS);
  for (let roi = 0; roi < NUM_ROIS; roi++) {
    const edge = 112 * Math.sqrt(random.uniform(0.02, 1));
    const stretch = 2 ** random.uniform(-0.75, 0.75);
    const [width, height] = [edge * stretch, edge / stretch];
    const x = random.uniform(-width / 4, 4 * WIDTH - 0.75 * width);
    const y = random.uniform(-height / 4, 4 * HEIGHT - 0.75 * height);
    const within = (value: number, max: number) => Math.min(Math.max(value, 0), max);
    rois.set(
      [
        0,
        within(x, 4 * WIDTH),
        within(y, 4 * HEIGHT),
        within(x + width, 4 * WIDTH),
        within(y + height, 4 * HEIGHT),
      ],
      5 * roi,
    );
  }
  return rois;
}
