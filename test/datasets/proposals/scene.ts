/** @module Test images with known objects. */
import sharp from 'sharp';
import type { Random } from '../../../aligndet/core/index.js';

/** Grey ground with a little noise, and one flat rectangle per box: `[x1, y1, x2, y2, r, g, b]`. */
export function scene(width: number, height: number, boxes: readonly number[][], random: Random): Uint8Array {
  const rgb = Uint8Array.from({ length: width * height * 3 }, () => 120 + random.integer(0, 8));
  for (const [x1, y1, x2, y2, ...color] of boxes) {
    for (let y = y1; y < y2; y++) {
      for (let x = x1; x < x2; x++) {
        for (let k = 0; k < 3; k++) rgb[(y * width + x) * 3 + k] = color[k] + random.integer(0, 8);
      }
    }
  }
  return rgb;
}

export async function writeScene(
  path: string,
  width: number,
  height: number,
  rgb: Uint8Array,
): Promise<void> {
  await sharp(rgb, { raw: { width, height, channels: 3 } }).toFile(path);
}
