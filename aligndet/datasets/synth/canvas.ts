/**
 * @module The canvas of a scene. Dims: S, the width and height of a scene.
 *
 * Colours are `[r, g, b]` in 0 .. 1. A patch gives the coverage of each pixel in a rectangle.
 */

export type Color = readonly [r: number, g: number, b: number];

/** Coverage, 0 .. 1, of a rectangle of pixels, which may extend beyond the scene. */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** `[height, width]` */
  readonly alpha: Float32Array;
}

export class Canvas {
  /** `[S, S, 3]` */
  readonly rgb: Float32Array;

  constructor(readonly size: number) {
    this.rgb = new Float32Array(size * size * 3);
  }

  /** Paints a colour on the canvas; `brightness` may vary by pixel. */
  paint(patch: Patch, color: Color, brightness: (x: number, y: number) => number = () => 1): void {
    forPixels(patch, this.size, (pixel, alpha, x, y) => {
      if (alpha === 0) return;
      const light = brightness(x, y);
      for (let k = 0; k < 3; k++) {
        const at = pixel * 3 + k;
        this.rgb[at] += alpha * (color[k] * light - this.rgb[at]);
      }
    });
  }

  /** Mean colour below a patch. */
  meanUnder(patch: Patch): Color {
    const sum = [0, 0, 0];
    let total = 0;
    forPixels(patch, this.size, (pixel, alpha) => {
      total += alpha;
      for (let k = 0; k < 3; k++) sum[k] += alpha * this.rgb[pixel * 3 + k];
    });
    return total === 0 ? [0, 0, 0] : [sum[0] / total, sum[1] / total, sum[2] / total];
  }

  /** `[S, S, 3]` bytes. */
  bytes(): Uint8Array {
    const bytes = new Uint8ClampedArray(this.rgb.length); // rounds, and stays within 0 .. 255
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.rgb[i] * 255;
    return new Uint8Array(bytes.buffer);
  }
}

/** Calls `visit` for each pixel of the patch inside the scene. */
export function forPixels(
  { x: left, y: top, width, height, alpha }: Patch,
  size: number,
  visit: (pixel: number, alpha: number, x: number, y: number) => void,
): void {
  const [fromX, toX] = [Math.max(0, -left), Math.min(width, size - left)];
  const [fromY, toY] = [Math.max(0, -top), Math.min(height, size - top)];
  for (let v = fromY; v < toY; v++) {
    for (let u = fromX; u < toX; u++) {
      visit((top + v) * size + left + u, alpha[v * width + u], left + u, top + v);
    }
  }
}
