/**
 * @module RoIAlign with the max over the samples of each bin. Dims: R RoIs, h, w bins, N samples of all bins, C
 * channels.
 */
import {
  addKernel,
  gather,
  maximum,
  range,
  singleOp,
  type Tensor,
  type Tensor4D,
  tensor1d,
  tidy,
  where,
  zerosLike,
} from '../../engine/index.js';
import { averageOfSamples } from './roi-average.js';
import { type GridAxis, type RoiGrid, samplePosition } from './roi-grid.js';

/** Initial value of the reference: the result of bins without samples. */
const MIN_VALUE = -10000;

/** @param x `[B, H, W, C]`. @returns `[R, h, w, C]`. */
export function maxOfSamples(x: Tensor4D, grid: RoiGrid): Tensor4D {
  return tidy(() => {
    const { samples, binOf } = samplesOf(grid);
    const channels = x.shape[3];
    const values = averageOfSamples(x, samples).reshape([samples.count, channels]); // [N, C]
    const bins = grid.count * grid.y.bins * grid.x.bins;
    const [largest] = runSegmentMax({ values, segments: tensor1d(binOf, 'int32') }, { bins }); // [R * h * w, C]
    return maximum(largest, MIN_VALUE).reshape<Tensor4D>([grid.count, grid.y.bins, grid.x.bins, channels]);
  });
}

/** Every sample as an RoI of one bin, and the index of its bin. */
function samplesOf(grid: RoiGrid): { samples: RoiGrid; binOf: Int32Array } {
  const image: number[] = [];
  const [y, x]: number[][] = [[], []];
  const binOf: number[] = [];
  for (let roi = 0; roi < grid.count; roi++) {
    for (let bin = 0; bin < grid.y.bins * grid.x.bins; bin++) {
      const binY = Math.floor(bin / grid.x.bins);
      for (let sample = 0; sample < grid.y.samples[roi] * grid.x.samples[roi]; sample++) {
        const sampleY = Math.floor(sample / grid.x.samples[roi]);
        y.push(samplePosition(grid.y, roi, binY, sampleY));
        x.push(samplePosition(grid.x, roi, bin % grid.x.bins, sample % grid.x.samples[roi]));
        image.push(grid.image[roi]);
        binOf.push(roi * grid.y.bins * grid.x.bins + bin);
      }
    }
  }
  const axis = (positions: number[]): GridAxis => ({
    bins: 1,
    start: Float32Array.from(positions),
    binLength: new Float32Array(positions.length),
    samples: new Int32Array(positions.length).fill(1),
  });
  const samples = { count: image.length, image: Int32Array.from(image), y: axis(y), x: axis(x) };
  return { samples, binOf: Int32Array.from(binOf) };
}

/** Max over each segment, per channel; the gradient flows to the first row that has it. */
const runSegmentMax = addKernel({
  name: 'AlignDetSegmentMax',
  forward: ({ values, segments }, { bins }) => [
    segmentOp('UnsortedSegmentMax', values, segments, Number(bins)),
  ],
  inputsToSave: ['values', 'segments'],
  outputsToSave: [true],
  gradient: ([dy], [values, segments, largest]) => ({
    values: () => {
      const rows = range(0, values.shape[0], 1, 'int32').reshape([-1, 1]).tile([1, values.shape[1]!]); // [N, C]
      const isLargest = values.equal(gather(largest, segments as never));
      const candidates = where(isLargest, rows, rows.onesLike().mul(values.shape[0]).toInt());
      const first = segmentOp('UnsortedSegmentMin', candidates, segments, largest.shape[0]);
      const isFirst = rows.equal(gather(first, segments as never));
      return where(isFirst, gather(dy, segments as never), zerosLike(values));
    },
    segments: () => zerosLike(segments),
  }),
});

function segmentOp(name: string, values: Tensor, segments: Tensor, count: number): Tensor {
  return tidy(() => singleOp(name, {}, [values, segments, tensor1d([count], 'int32').reshape([])]));
}
