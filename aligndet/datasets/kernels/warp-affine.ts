/**
 * @module Affine warping of 8-bit images, bit for bit as OpenCV 4.7's `warpAffine` with `INTER_LINEAR` and a constant
 * border: source positions in 1/32 pixels, weights in 1/32768. Dims: H, W, C.
 */
import { roundHalfEven } from '../../core/index.js';

/** `[[a, b, c], [d, e, f]]` row-major; maps source to destination. */
export type AffineMatrix = readonly [number, number, number, number, number, number];

/**
 * @param source `[height, width, channels]`.
 * @param border value of each channel outside the image.
 * @returns an image of the same size.
 */
export function warpAffine(
  source: Uint8Array,
  height: number,
  width: number,
  channels: number,
  matrix: AffineMatrix,
  border: readonly number[],
): Uint8Array {
  const [a, b, c, d, e, f] = invert(matrix);
  const columnX = Int32Array.from({ length: width }, (_, x) => roundHalfEven(a * x * 1024));
  const columnY = Int32Array.from({ length: width }, (_, x) => roundHalfEven(d * x * 1024));
  const result = new Uint8Array(source.length);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const rowX = roundHalfEven((b * y + c) * 1024) + 16;
    const rowY = roundHalfEven((e * y + f) * 1024) + 16;
    for (let x = 0; x < width; x++, at += channels) {
      const sourceX = (rowX + columnX[x]) >> 5;
      const sourceY = (rowY + columnY[x]) >> 5;
      const left = sourceX >> 5;
      const top = sourceY >> 5;
      const fractionX = sourceX & 31;
      const fractionY = sourceY & 31;
      const hasLeft = left >= 0 && left < width;
      const hasRight = left >= -1 && left < width - 1;
      const hasTop = top >= 0 && top < height;
      const hasBottom = top >= -1 && top < height - 1;
      const from = (top * width + left) * channels;
      const below = from + width * channels;
      for (let k = 0; k < channels; k++) {
        const outside = border[k];
        const sum =
          (hasTop && hasLeft ? source[from + k] : outside) * (32 - fractionX) * (32 - fractionY) +
          (hasTop && hasRight ? source[from + channels + k] : outside) * fractionX * (32 - fractionY) +
          (hasBottom && hasLeft ? source[below + k] : outside) * (32 - fractionX) * fractionY +
          (hasBottom && hasRight ? source[below + channels + k] : outside) * fractionX * fractionY;
        result[at + k] = (sum * 32 + 16384) >> 15;
      }
    }
  }
  return result;
}

/**
 * OpenCV's rotation about a center; positive angles are counter-clockwise on screen.
 *
 * @param center in pixels; float32 in OpenCV.
 */
export function rotationMatrix(
  [centerX, centerY]: readonly [number, number],
  angleDeg: number,
  scale: number,
): AffineMatrix {
  const [x, y] = [Math.fround(centerX), Math.fround(centerY)];
  const angle = (angleDeg * Math.PI) / 180;
  const cos = Math.cos(angle) * scale;
  const sin = Math.sin(angle) * scale;
  return [cos, sin, (1 - cos) * x - sin * y, -sin, cos, sin * x + (1 - cos) * y];
}

/** Translates along one axis. The reference's matrix is float32, and so is {@link shearMatrix}. */
export function translationMatrix(offset: number, direction: 'horizontal' | 'vertical'): AffineMatrix {
  const shift = Math.fround(offset);
  return direction === 'horizontal' ? [1, 0, shift, 0, 1, 0] : [1, 0, 0, 0, 1, shift];
}

/** @param magnitude shear factor: pixels along `direction` per pixel across it. */
export function shearMatrix(magnitude: number, direction: 'horizontal' | 'vertical'): AffineMatrix {
  const shearFactor = Math.fround(magnitude);
  return direction === 'horizontal' ? [1, shearFactor, 0, 0, 1, 0] : [1, 0, 0, shearFactor, 1, 0];
}

function invert([a, b, c, d, e, f]: AffineMatrix): AffineMatrix {
  const determinant = a * e - b * d;
  const factor = determinant === 0 ? 0 : 1 / determinant;
  const [p, q, r, s] = [e * factor, b * -factor, d * -factor, a * factor];
  return [p, q, -p * c - q * f, r, s, -r * c - s * f];
}
