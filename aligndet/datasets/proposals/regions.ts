/**
 * @module Region features of selective search: size, box, colour and texture (Uijlings et al. 2013, section 3.2).
 *
 * Dims: H, W of the image, R regions of a segmentation. A merged region's features are computed from its children's,
 * so pixels
 * are read once per segmentation.
 */
import type { Planes } from './color-spaces.js';
import { gradients } from './filters.js';
import type { Segmentation } from './graph-segmentation.js';

/** Bins of a colour channel's histogram. */
export const COLOR_BINS = 25;
/** Bins of one orientation's histogram. */
const TEXTURE_BINS = 10;
/** Number of axes through a pixel, each in two directions: eight orientations. */
const AXES = 4;
/** Histograms of a region: three channels, eight orientations. */
const TEXTURE_MAPS = 3 * 2 * AXES;
/** Sigma, in pixels, of the Gaussian derivatives for the texture. */
const TEXTURE_SIGMA = 1;

/** Values of a region's colour histogram, over the three channels. */
export const COLOR_SIZE = 3 * COLOR_BINS;
/** Values of a region's texture histogram. */
export const TEXTURE_SIZE = TEXTURE_MAPS * TEXTURE_BINS;

/** The histogram bin of each pixel in a colour space, independent of the segmentation. */
export interface PixelBins {
  /** `[H, W, 3]`. */
  readonly color: Uint8Array;
  /** `[H, W, 3 * 8]`. */
  readonly texture: Uint8Array;
}

/** Features of regions 0 .. R - 1, with space for the R - 1 merged ones. */
export interface Regions {
  /** R. */
  readonly count: number;
  /** `[2R - 1]` pixels. */
  readonly size: Int32Array;
  /** `[2R - 1, 4]`: x1, y1, x2, y2 in pixels, x2 and y2 exclusive. */
  readonly boxes: Int32Array;
  /** `[2R - 1, 75]`: each row sums to 1. */
  readonly color: Float32Array;
  /** `[2R - 1, 240]`: each row sums to 1. */
  readonly texture: Float32Array;
}

export function pixelBins(planes: Planes, width: number, height: number): PixelBins {
  const pixels = width * height;
  const color = new Uint8Array(pixels * 3);
  const texture = new Uint8Array(pixels * TEXTURE_MAPS);
  planes.forEach((plane, channel) => {
    for (let pixel = 0; pixel < pixels; pixel++) {
      color[pixel * 3 + channel] = Math.max(
        0,
        Math.min(COLOR_BINS - 1, Math.floor((plane[pixel] * COLOR_BINS) / 256)),
      );
    }
    const { dx, dy } = gradients(plane, width, height, TEXTURE_SIGMA);
    for (let axis = 0; axis < AXES; axis++) {
      const angle = (Math.PI * axis) / AXES;
      binResponses(dx, dy, Math.cos(angle), Math.sin(angle), texture, channel * 2 * AXES + axis);
    }
  });
  return { color, texture };
}

/**
 * Writes two columns of `texture`: positive (`column`) and negative (`column` + 4) gradients along
 * (`cos`, `sin`), in bins from 0 to the max gradient of the image.
 */
function binResponses(
  dx: Float32Array,
  dy: Float32Array,
  cos: number,
  sin: number,
  texture: Uint8Array,
  column: number,
): void {
  let highest = 0;
  let lowest = 0;
  for (let pixel = 0; pixel < dx.length; pixel++) {
    const response = cos * dx[pixel] + sin * dy[pixel];
    highest = Math.max(highest, response);
    lowest = Math.min(lowest, response);
  }
  const positiveScale = highest === 0 ? 0 : TEXTURE_BINS / highest;
  const negativeScale = lowest === 0 ? 0 : TEXTURE_BINS / lowest;
  for (let pixel = 0, at = column; pixel < dx.length; pixel++, at += TEXTURE_MAPS) {
    const response = cos * dx[pixel] + sin * dy[pixel];
    if (response > 0) texture[at] = Math.min(TEXTURE_BINS - 1, response * positiveScale);
    else texture[at + AXES] = Math.min(TEXTURE_BINS - 1, response * negativeScale);
  }
}

export function measureRegions(
  segmentation: Segmentation,
  bins: PixelBins,
  width: number,
  height: number,
): Regions {
  const { labels, count } = segmentation;
  const rows = 2 * count - 1;
  const size = new Int32Array(rows);
  const boxes = new Int32Array(rows * 4);
  const color = new Float32Array(rows * COLOR_SIZE);
  const texture = new Float32Array(rows * TEXTURE_SIZE);
  for (let region = 0; region < count; region++) boxes.set([width, height, 0, 0], region * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      const region = labels[pixel];
      size[region]++;
      const box = region * 4;
      if (x < boxes[box]) boxes[box] = x;
      if (y < boxes[box + 1]) boxes[box + 1] = y;
      if (x >= boxes[box + 2]) boxes[box + 2] = x + 1;
      boxes[box + 3] = y + 1; // rows are visited in order
      for (let channel = 0; channel < 3; channel++) {
        color[region * COLOR_SIZE + channel * COLOR_BINS + bins.color[pixel * 3 + channel]]++;
      }
      for (let map = 0; map < TEXTURE_MAPS; map++) {
        texture[region * TEXTURE_SIZE + map * TEXTURE_BINS + bins.texture[pixel * TEXTURE_MAPS + map]]++;
      }
    }
  }
  for (let region = 0; region < count; region++) {
    scale(color, region * COLOR_SIZE, COLOR_SIZE, 1 / (3 * size[region]));
    scale(texture, region * TEXTURE_SIZE, TEXTURE_SIZE, 1 / (TEXTURE_MAPS * size[region]));
  }
  return { count, size, boxes, color, texture };
}

/** Writes the features of the union of regions `a` and `b` to row `merged`. */
export function mergeRegions(regions: Regions, a: number, b: number, merged: number): void {
  const { size, boxes, color, texture } = regions;
  size[merged] = size[a] + size[b];
  boxes[merged * 4] = Math.min(boxes[a * 4], boxes[b * 4]);
  boxes[merged * 4 + 1] = Math.min(boxes[a * 4 + 1], boxes[b * 4 + 1]);
  boxes[merged * 4 + 2] = Math.max(boxes[a * 4 + 2], boxes[b * 4 + 2]);
  boxes[merged * 4 + 3] = Math.max(boxes[a * 4 + 3], boxes[b * 4 + 3]);
  const fraction = size[a] / size[merged];
  mix(color, a, b, merged, COLOR_SIZE, fraction);
  mix(texture, a, b, merged, TEXTURE_SIZE, fraction);
}

function scale(values: Float32Array, from: number, length: number, factor: number): void {
  for (let i = from; i < from + length; i++) values[i] *= factor;
}

function mix(rows: Float32Array, a: number, b: number, to: number, length: number, weightOfA: number): void {
  for (let i = 0; i < length; i++) {
    rows[to * length + i] = weightOfA * rows[a * length + i] + (1 - weightOfA) * rows[b * length + i];
  }
}
