/** @module An image to draw on, and the drawing operations for boxes and labels. Coordinates are pixels, y down. */

export interface RgbImage {
  /** `[height, width, channels]`, red first; a fourth channel is opacity. Drawing modifies it. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** Red, green, blue in 0..255. */
export type Rgb = readonly [number, number, number];

/** A rectangle; the right and bottom edges are excluded. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** An image of one color. */
export function blankImage(width: number, height: number, color: Rgb): RgbImage {
  const image: RgbImage = { data: new Uint8Array(3 * width * height), width, height, channels: 3 };
  fillArea(image, { left: 0, top: 0, right: width, bottom: height }, color);
  return image;
}

/** Blends `color` into one pixel; pixels outside the image are ignored. @param alpha in [0, 1]. */
export function blendPixel(image: RgbImage, x: number, y: number, color: Rgb, alpha: number): void {
  const { data, width, height, channels } = image;
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const at = (y * width + x) * channels;
  for (let c = 0; c < 3; c++) data[at + c] = Math.round(data[at + c] + alpha * (color[c] - data[at + c]));
  if (channels === 4) data[at + 3] = Math.max(data[at + 3], Math.round(255 * alpha));
}

export function fillArea(image: RgbImage, area: Area, color: Rgb, alpha = 1): void {
  const [left, right] = [Math.max(area.left, 0), Math.min(area.right, image.width)];
  const [top, bottom] = [Math.max(area.top, 0), Math.min(area.bottom, image.height)];
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) blendPixel(image, x, y, color, alpha);
}

/** A frame whose outer edge is the edge of `area`. */
export function strokeArea(image: RgbImage, area: Area, color: Rgb, thickness: number, alpha = 1): void {
  const { left, top, right, bottom } = area;
  const innerTop = Math.min(top + thickness, bottom);
  const innerBottom = Math.max(bottom - thickness, innerTop);
  fillArea(image, { left, top, right, bottom: innerTop }, color, alpha);
  fillArea(image, { left, top: innerBottom, right, bottom }, color, alpha);
  const innerLeft = Math.min(left + thickness, right);
  const innerRight = Math.max(right - thickness, innerLeft);
  fillArea(image, { left, top: innerTop, right: innerLeft, bottom: innerBottom }, color, alpha);
  fillArea(image, { left: innerRight, top: innerTop, right, bottom: innerBottom }, color, alpha);
}

/** Copies `source` with its upper left corner at `(left, top)`; pixels outside are clipped. */
export function pasteImage(target: RgbImage, source: RgbImage, left: number, top: number): void {
  for (let y = 0; y < source.height; y++) {
    for (let x = 0; x < source.width; x++) {
      const at = (y * source.width + x) * source.channels;
      const alpha = source.channels === 4 ? source.data[at + 3] / 255 : 1;
      const color: Rgb = [source.data[at], source.data[at + 1], source.data[at + 2]];
      blendPixel(target, left + x, top + y, color, alpha);
    }
  }
}

/** Enlarged by bilinear interpolation, so that labels are legible beside small objects. */
export function enlargeImage(image: RgbImage, factor: number): RgbImage {
  const { data, channels } = image;
  const [width, height] = [Math.round(image.width * factor), Math.round(image.height * factor)];
  const enlarged = new Uint8Array(width * height * channels);
  for (let y = 0, at = 0; y < height; y++) {
    const [upper, lower, below] = neighbours(y, height, image.height);
    for (let x = 0; x < width; x++) {
      const [left, right, beyond] = neighbours(x, width, image.width);
      for (let c = 0; c < channels; c++, at++) {
        const value = (row: number, column: number) => data[(row * image.width + column) * channels + c];
        const first = value(upper, left) + beyond * (value(upper, right) - value(upper, left));
        const second = value(lower, left) + beyond * (value(lower, right) - value(lower, left));
        enlarged[at] = Math.round(first + below * (second - first));
      }
    }
  }
  return { data: enlarged, width, height, channels };
}

/** The two source indices around the centre of position `i`, and the weight of the second. */
function neighbours(i: number, newSize: number, size: number): [number, number, number] {
  const position = Math.min(Math.max(((i + 0.5) * size) / newSize - 0.5, 0), size - 1);
  const first = Math.floor(position);
  return [first, Math.min(first + 1, size - 1), position - first];
}
