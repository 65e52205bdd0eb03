/** @module Recipes that change the rows of another: mirror, cut, pad, normalise. */
import type { FlipDirection } from '../../structures/index.js';
import type { RowSource } from '../deferred-pixels.js';
import { normalizedLevels } from './normalize.js';

export function mirroredRows(source: RowSource, direction: FlipDirection): RowSource {
  const { height, width, channels, isBytes } = source;
  const row = rowBuffer(source);
  const turnsRows = direction !== 'horizontal';
  return {
    height,
    width,
    channels,
    isBytes,
    writeRow: (y, target, offset) => {
      const from = turnsRows ? height - 1 - y : y;
      if (direction === 'vertical') source.writeRow(from, target, offset);
      else {
        source.writeRow(from, row, 0);
        mirror(row, target, offset, width, channels);
      }
    },
  };
}

/** The window of rows `y1..y2` and columns `x1..x2`, ends excluded, inside the image. */
export function croppedRows(
  source: RowSource,
  [x1, y1, x2, y2]: readonly [number, number, number, number],
): RowSource {
  const { channels, isBytes } = source;
  const row = rowBuffer(source);
  return {
    height: Math.max(y2 - y1, 0),
    width: Math.max(x2 - x1, 0),
    channels,
    isBytes,
    writeRow: (y, target, offset) => {
      source.writeRow(y + y1, row, 0);
      target.set(row.subarray(x1 * channels, x2 * channels), offset);
    },
  };
}

/** @param values one per channel. */
export function paddedRows(
  source: RowSource,
  height: number,
  width: number,
  values: readonly number[],
): RowSource {
  const { channels, isBytes } = source;
  const fill = (target: Uint8Array | Float32Array, from: number, to: number): void => {
    if (values.every((value) => value === values[0])) target.fill(values[0], from, to);
    else for (let i = from; i < to; i++) target[i] = values[(i - from) % channels];
  };
  return {
    height,
    width,
    channels,
    isBytes,
    writeRow: (y, target, offset) => {
      const inside = y < source.height ? offset + source.width * channels : offset;
      if (y < source.height) source.writeRow(y, target, offset);
      fill(target, inside, offset + width * channels);
    },
  };
}

/** Three-channel bytes to floats. @param mean, @param std in output order. */
export function normalizedRows(
  source: RowSource,
  mean: Float32Array,
  std: Float32Array,
  swapsChannels: boolean,
): RowSource {
  const { height, width, channels } = source;
  const [first, second, third] = [0, 1, 2].map((channel) => normalizedLevels(mean[channel], std[channel]));
  const row = rowBuffer(source) as Uint8Array;
  const write = swapsChannels ? writeSwapped : writeInOrder;
  return {
    height,
    width,
    channels,
    isBytes: false,
    writeRow: (y, target, offset) => {
      source.writeRow(y, row, 0);
      write(row, target as Float32Array, offset, first, second, third);
    },
  };
}

function rowBuffer({ width, channels, isBytes }: RowSource): Uint8Array | Float32Array {
  return isBytes ? new Uint8Array(width * channels) : new Float32Array(width * channels);
}

function mirror(
  row: Uint8Array | Float32Array,
  target: Uint8Array | Float32Array,
  offset: number,
  width: number,
  channels: number,
): void {
  let back = offset + (width - 1) * channels;
  if (channels === 3) {
    for (let at = 0; at < row.length; at += 3, back -= 3) {
      target[back] = row[at];
      target[back + 1] = row[at + 1];
      target[back + 2] = row[at + 2];
    }
    return;
  }
  for (let at = 0; at < row.length; back -= channels) {
    for (let c = 0; c < channels; c++) target[back + c] = row[at++];
  }
}

function writeSwapped(
  row: Uint8Array,
  target: Float32Array,
  offset: number,
  first: Float32Array,
  second: Float32Array,
  third: Float32Array,
): void {
  for (let i = 0, at = offset; i < row.length; i += 3, at += 3) {
    target[at] = first[row[i + 2]];
    target[at + 1] = second[row[i + 1]];
    target[at + 2] = third[row[i]];
  }
}

function writeInOrder(
  row: Uint8Array,
  target: Float32Array,
  offset: number,
  first: Float32Array,
  second: Float32Array,
  third: Float32Array,
): void {
  for (let i = 0, at = offset; i < row.length; i += 3, at += 3) {
    target[at] = first[row[i]];
    target[at + 1] = second[row[i + 1]];
    target[at + 2] = third[row[i + 2]];
  }
}
