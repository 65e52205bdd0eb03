/**
 * @module Sample positions of RoIAlign: float32 arithmetic in the order of mmcv 1.6's CPU operator, so that samples
 * near a border get the same pixels. Dims: R RoIs.
 */
import { DataError } from '../../core/index.js';

const { ceil, floor, fround, max } = Math;

export interface RoiGridOptions {
  /** `[height, width]` in bins. */
  readonly outputSize: readonly [height: number, width: number];
  /** Pixels of the map per pixel of the image. */
  readonly spatialScale: number;
  /** Samples per bin and axis; 0: the number of pixels of the map in the bin. */
  readonly samplingRatio: number;
  /** Pixel centres are at .5; otherwise at 0, and RoIs are at least one pixel wide. */
  readonly isAligned: boolean;
}

/** One axis of all RoIs, in pixels of the map. */
export interface GridAxis {
  readonly bins: number;
  readonly start: Float32Array;
  readonly binLength: Float32Array;
  /** Samples per bin; 0 for an empty RoI, which gives zeros. */
  readonly samples: Int32Array;
}

export interface RoiGrid {
  readonly count: number;
  /** Index of each RoI's image. */
  readonly image: Int32Array;
  readonly y: GridAxis;
  readonly x: GridAxis;
}

/**
 * @param rois `[R, 5]`: image, x1, y1, x2, y2 in pixels of the image.
 * @throws {DataError} for an RoI of negative size, unless pixels are not aligned.
 */
export function roiGrid(rois: Float32Array, options: RoiGridOptions): RoiGrid {
  const count = rois.length / 5;
  return {
    count,
    image: Int32Array.from({ length: count }, (_, roi) => rois[5 * roi]),
    y: gridAxis(rois, 2, options.outputSize[0], options),
    x: gridAxis(rois, 1, options.outputSize[1], options),
  };
}

function gridAxis(
  rois: Float32Array,
  at: number,
  bins: number,
  { spatialScale, samplingRatio, isAligned }: RoiGridOptions,
): GridAxis {
  const count = rois.length / 5;
  const axis = {
    bins,
    start: new Float32Array(count),
    binLength: new Float32Array(count),
    samples: new Int32Array(count),
  };
  const scale = fround(spatialScale);
  const offset = isAligned ? 0.5 : 0;
  for (let roi = 0; roi < count; roi++) {
    const start = fround(fround(rois[5 * roi + at] * scale) - offset);
    const end = fround(fround(rois[5 * roi + at + 2] * scale) - offset);
    const extent = isAligned ? fround(end - start) : max(fround(end - start), 1);
    if (extent < 0) throw new DataError(`RoIAlign: RoI ${roi} ends before it starts (${start} to ${end}).`);
    axis.start[roi] = start;
    axis.binLength[roi] = extent / bins;
    axis.samples[roi] = samplingRatio > 0 ? samplingRatio : ceil(axis.binLength[roi]);
  }
  return axis;
}

/** Coordinate of one sample. */
export function samplePosition(
  { start, binLength, samples }: GridAxis,
  roi: number,
  bin: number,
  sample: number,
): number {
  const within = fround(fround((sample + 0.5) * binLength[roi]) / samples[roi]);
  return fround(fround(start[roi] + fround(bin * binLength[roi])) + within);
}

/** Pixels that one axis of one RoI reads, bin by bin. */
export interface Taps {
  /** Offsets of each bin's taps, and the end of the last one. */
  readonly bounds: Int32Array;
  readonly index: Int32Array;
  /** Weight of the pixel in the bin's mean. */
  readonly weight: Float32Array;
}

/** Linear interpolation of every sample, summed per bin: at most two pixels per sample; none outside the map. */
export function tapsOf(axis: GridAxis, roi: number, length: number): Taps {
  const { bins } = axis;
  const samples = axis.samples[roi];
  const bounds = new Int32Array(bins + 1);
  const index = new Int32Array(2 * bins * samples);
  const weight = new Float32Array(2 * bins * samples);
  let end = 0;
  for (let bin = 0; bin < bins; bin++) {
    const first = end;
    for (let sample = 0; sample < samples; sample++) {
      const position = samplePosition(axis, roi, bin, sample);
      if (position < -1 || position > length) continue;
      const low = floor(max(position, 0));
      const isLast = low >= length - 1;
      const highWeight = isLast ? 0 : fround(max(position, 0) - low);
      for (const [pixel, part] of [
        [isLast ? length - 1 : low, fround(1 - highWeight)],
        [low + 1, highWeight],
      ]) {
        if (part === 0) continue;
        // Samples are ascending, so that a pixel seen before is one of the last two.
        let slot = end;
        if (end > first && index[end - 1] === pixel) slot = end - 1;
        else if (end > first + 1 && index[end - 2] === pixel) slot = end - 2;
        if (slot === end) index[end++] = pixel;
        weight[slot] += part / samples;
      }
    }
    bounds[bin + 1] = end;
  }
  return { bounds, index, weight };
}
