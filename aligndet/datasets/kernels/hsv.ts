/**
 * @module BGR to HSV and back in float32, as OpenCV's `COLOR_BGR2HSV`: hue in degrees [0, 360), saturation in
 * [0, 1] and value in the unit of the image. Pixels may be outside of 0 .. 255.
 */

/** C's FLT_EPSILON, which avoids a division by 0 for gray pixels. */
const EPSILON = 2 ** -23;

/**
 * Sources of blue, green and red, by the sector of 60 degrees: 0 the value, 1 the smallest channel, 2 descending, 3
 * ascending.
 */
const SECTORS = [
  [1, 3, 0],
  [1, 0, 2],
  [3, 0, 1],
  [0, 2, 1],
  [0, 1, 3],
  [2, 1, 0],
] as const;

/** @param data `[..., 3]`, changed in place. */
export function bgrToHsv(data: Float32Array): void {
  const { fround } = Math;
  for (let i = 0; i < data.length; i += 3) {
    const blue = data[i];
    const green = data[i + 1];
    const red = data[i + 2];
    const value = Math.max(blue, green, red);
    const range = fround(value - Math.min(blue, green, red));
    const degrees = fround(60 / fround(range + EPSILON));
    let hue: number;
    if (value === red) hue = fround(green - blue) * degrees;
    else if (value === green) hue = fround(fround(fround(blue - red) * degrees) + 120);
    else hue = fround(fround(fround(red - green) * degrees) + 240);
    data[i] = hue < 0 ? hue + 360 : hue;
    data[i + 1] = range / fround(Math.abs(value) + EPSILON);
    data[i + 2] = value;
  }
}

/** @param data `[..., 3]`, changed in place. */
export function hsvToBgr(data: Float32Array): void {
  const { fround } = Math;
  const sixth = fround(1 / 60);
  const levels = [0, 0, 0, 0];
  for (let i = 0; i < data.length; i += 3) {
    const turns = fround(data[i] * sixth);
    const saturation = data[i + 1];
    const value = data[i + 2];
    const whole = Math.floor(turns);
    const rest = fround(turns - whole);
    levels[0] = value;
    levels[1] = value * fround(1 - saturation);
    levels[2] = value * fround(1 - fround(saturation * rest));
    levels[3] = value * fround(1 - fround(saturation * fround(1 - rest)));
    const sector = SECTORS[((whole % 6) + 6) % 6];
    data[i] = levels[sector[0]];
    data[i + 1] = levels[sector[1]];
    data[i + 2] = levels[sector[2]];
  }
}
