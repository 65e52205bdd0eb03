/** @module Row sources that transform another one: flip, crop, pad, normalize. */
import type { FlipDirection } from '../../structures/index.js';
import { type LevelMapping, mapLevels, type RowSource } from '../deferred-pixels.js';
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
    ...(source.writeMappedRow !== undefined && {
      writeMappedRow: (y, target, offset, mapping) => {
        const isMirrored = (direction !== 'vertical') !== mapping.isMirrored;
        source.writeMappedRow?.(turnsRows ? height - 1 - y : y, target, offset, { ...mapping, isMirrored });
      },
    }),
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
  const [a, b, c] = [0, 1, 2].map((channel) => normalizedLevels(mean[channel], std[channel]));
  const tables: LevelMapping['tables'] = swapsChannels ? [c, b, a] : [a, b, c];
  const mapping: LevelMapping = { tables, swapsChannels, isMirrored: false };
  const size = { height, width, channels, isBytes: false };
  if (source.writeMappedRow !== undefined) {
    return {
      ...size,
      writeRow: (y, target, offset) => source.writeMappedRow?.(y, target as Float32Array, offset, mapping),
    };
  }
  const row = rowBuffer(source) as Uint8Array;
  return {
    ...size,
    writeRow: (y, target, offset) => {
      source.writeRow(y, row, 0);
      mapLevels(row, 0, width, target as Float32Array, offset, mapping);
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
