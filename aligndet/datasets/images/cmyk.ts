/** @module Converts CMYK images with OpenCV's formula. */

/** @param data `[H, W, 4]` ink in 8 bits. @returns `[H, W, 3]`, red first. */
export function cmykToRgb(data: Uint8Array): Uint8Array {
  const result = new Uint8Array((data.length / 4) * 3);
  for (let i = 0, at = 0; i < data.length; i += 4, at += 3) {
    const light = 255 - data[i + 3];
    result[at] = light - ((data[i] * light) >> 8);
    result[at + 1] = light - ((data[i + 1] * light) >> 8);
    result[at + 2] = light - ((data[i + 2] * light) >> 8);
  }
  return result;
}
