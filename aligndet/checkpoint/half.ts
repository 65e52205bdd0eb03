/** @module 16-bit floats. */

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** IEEE half precision (raw bits) as a number. */
export function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 (raw bits) as a number: the upper half of a float32. */
export function bfloatToNumber(bfloat: number): number {
  bits[0] = bfloat << 16;
  return float[0];
}
