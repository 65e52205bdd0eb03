/**
 * @module The inner loops of `../resize-bilinear.ts` on 128-bit vectors, in AssemblyScript. After a change run
 * `npx tsx tools/maintain/build_wasm.ts`. Pointers are into the memory that the host lays out; it leaves room behind every
 * array, because vectors reach over the end.
 */

/** Which bytes of two neighbouring pixels meet in a lane of 16 bits; 16 stands for a zero. */
const IN_ORDER = i8x16(0, 16, 3, 16, 1, 16, 4, 16, 2, 16, 5, 16, 16, 16, 16, 16);
const SWAPPED = i8x16(2, 16, 5, 16, 1, 16, 4, 16, 0, 16, 3, 16, 16, 16, 16, 16);

/**
 * Stretches a row of pixels of three bytes. `first` holds the place of each left neighbour, `weights` both weights in 16
 * bits each. Writes 16-bit numbers of 1/128 levels. `swaps`: the first and third channel change places.
 */
export function stretchColour(
  source: usize,
  first: usize,
  weights: usize,
  count: i32,
  swaps: bool,
  row: usize,
): void {
  const lanes = swaps ? SWAPPED : IN_ORDER;
  for (let i = 0; i < count; i++) {
    const pair = i8x16.swizzle(v128.load64_zero(source + load<i32>(first + 4 * i)), lanes);
    const sum = i32x4.dot_i16x8_s(pair, v128.load32_splat(weights + 4 * i));
    const level = i32x4.shr_s(sum, 4);
    v128.store64_lane(row + 6 * i, i16x8.narrow_i32x4_s(level, level), 0);
  }
}

/** The same for any number of channels. */
export function stretch(
  source: usize,
  first: usize,
  weights: usize,
  count: i32,
  channels: i32,
  row: usize,
): void {
  for (let i = 0; i < count; i++) {
    const from = source + load<i32>(first + 4 * i);
    const weight = load<i16>(weights + 4 * i) as i32;
    const nextWeight = load<i16>(weights + 4 * i + 2) as i32;
    for (let c = 0; c < channels; c++) {
      const sum = (load<u8>(from + c) as i32) * weight + (load<u8>(from + c + channels) as i32) * nextWeight;
      store<i16>(row, (sum >> 4) as i16);
      row += 2;
    }
  }
}

/** Eight levels between two stretched rows. OpenCV cuts each product to its upper 16 bits. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function blend(upper: usize, lower: usize, upperWeight: v128, lowerWeight: v128): v128 {
  const sum = i16x8.add(upperBits(v128.load(upper), upperWeight), upperBits(v128.load(lower), lowerWeight));
  return i16x8.shr_s(i16x8.add(sum, i16x8.splat(2)), 2);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function upperBits(values: v128, weight: v128): v128 {
  const low = i32x4.extmul_low_i16x8_s(values, weight);
  const high = i32x4.extmul_high_i16x8_s(values, weight);
  return i16x8.shuffle(low, high, 1, 3, 5, 7, 9, 11, 13, 15);
}

/** Writes `count` levels as bytes. */
export function blendBytes(
  upper: usize,
  lower: usize,
  upperWeight: i32,
  lowerWeight: i32,
  count: i32,
  to: usize,
): void {
  const above = i16x8.splat(upperWeight as i16);
  const below = i16x8.splat(lowerWeight as i16);
  for (let i = 0; i < count; i += 8) {
    const levels = blend(upper + 2 * i, lower + 2 * i, above, below);
    v128.store64_lane(to + i, i8x16.narrow_i16x8_u(levels, levels), 0);
  }
}

/** Writes what three tables of 256 floats, one per channel, hold for `count` levels. */
export function blendMapped(
  upper: usize,
  lower: usize,
  upperWeight: i32,
  lowerWeight: i32,
  count: i32,
  tables: usize,
  to: usize,
): void {
  const above = i16x8.splat(upperWeight as i16);
  const below = i16x8.splat(lowerWeight as i16);
  const second = tables + 1024;
  const third = tables + 2048;
  for (let i = 0; i < count; i += 24) {
    const at = to + 4 * i;
    map(blend(upper + 2 * i, lower + 2 * i, above, below), tables, second, third, at);
    map(blend(upper + 2 * i + 16, lower + 2 * i + 16, above, below), third, tables, second, at + 32);
    map(blend(upper + 2 * i + 32, lower + 2 * i + 32, above, below), second, third, tables, at + 64);
  }
}

/** Eight levels by the tables `a`, `b` and `c` in turn. What lies behind a row is cut to a level, too. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function map(found: v128, a: usize, b: usize, c: usize, to: usize): void {
  const levels = v128.and(found, i16x8.splat(255));
  store<f32>(to, load<f32>(a + 4 * i16x8.extract_lane_u(levels, 0)));
  store<f32>(to + 4, load<f32>(b + 4 * i16x8.extract_lane_u(levels, 1)));
  store<f32>(to + 8, load<f32>(c + 4 * i16x8.extract_lane_u(levels, 2)));
  store<f32>(to + 12, load<f32>(a + 4 * i16x8.extract_lane_u(levels, 3)));
  store<f32>(to + 16, load<f32>(b + 4 * i16x8.extract_lane_u(levels, 4)));
  store<f32>(to + 20, load<f32>(c + 4 * i16x8.extract_lane_u(levels, 5)));
  store<f32>(to + 24, load<f32>(a + 4 * i16x8.extract_lane_u(levels, 6)));
  store<f32>(to + 28, load<f32>(b + 4 * i16x8.extract_lane_u(levels, 7)));
}
