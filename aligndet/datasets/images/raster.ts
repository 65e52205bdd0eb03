/** @module The output of the decoders, before conversion to the channels of a reading mode. */
import type { Pixels } from '../pixels.js';

export type ChannelOrder = 'bgr' | 'rgb';

/** OpenCV's reading flags by mmcv's names; models here take colour images, so the gray modes are left out. */
export const colorTypes = ['color', 'unchanged', 'color_ignore_orientation'] as const;
export type ColorType = (typeof colorTypes)[number];

/** `[H, W, C]`; 16-bit values in 32 bits. */
export interface Raster {
  readonly data: Uint8Array | Int32Array | Float32Array;
  readonly height: number;
  readonly width: number;
  /** 1 gray, 2 gray and alpha, 3 red first, 4 with alpha. */
  readonly channels: number;
}

/** Converts to colour: gray is repeated, alpha dropped, 16 bits reduced to their high byte. Changes `raster.data`. */
export function toPixels(raster: Raster, colorType: ColorType, order: ChannelOrder): Pixels {
  const { height, width, channels } = raster;
  if (colorType === 'unchanged') {
    if (channels >= 3 && order === 'bgr') swapRedAndBlue(raster.data, channels);
    return { ...raster, axes: channels === 1 ? 'HW' : 'HWC' };
  }
  const bytes = raster.data instanceof Uint8Array ? raster.data : highBytes(raster.data);
  const data = channels === 3 ? bytes : threeOf(bytes, channels);
  if (order === 'bgr' && channels >= 3) swapRedAndBlue(data, 3);
  return { data, height, width, channels: 3, axes: 'HWC' };
}

const highBytes = (data: Int32Array | Float32Array): Uint8Array =>
  Uint8Array.from(data, (value) => value >> 8);

function threeOf(data: Uint8Array, channels: number): Uint8Array {
  const [second, third] = channels >= 3 ? [1, 2] : [0, 0];
  const result = new Uint8Array((data.length / channels) * 3);
  for (let i = 0, at = 0; i < data.length; i += channels, at += 3) {
    result[at] = data[i];
    result[at + 1] = data[i + second];
    result[at + 2] = data[i + third];
  }
  return result;
}

function swapRedAndBlue(data: Uint8Array | Int32Array | Float32Array, channels: number): void {
  for (let i = 0; i < data.length; i += channels) {
    const first = data[i];
    data[i] = data[i + 2];
    data[i + 2] = first;
  }
}
