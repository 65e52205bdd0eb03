/** @module Comparing what a pipeline gave with what a golden case expects. */
import { runsOfRle } from '../../../aligndet/structures/index.js';
import { compareJson, compareValues, mismatch, type Tolerance } from '../compare.js';
import type { Finding } from '../handler.js';
import type { CaseArrays } from '../read-case.js';
import type { NamedArray, Parts } from './sample-codec.js';

/** The tolerances of a case: its own, and those for boxes and for 8-bit arrays. */
export interface CaseTolerance extends Tolerance {
  readonly boxes?: Tolerance;
  readonly uint8?: Tolerance;
  /** 8-bit levels that colours may be off by; later normalised, so a level is 1/57 or less. */
  readonly color_levels?: number;
}

export interface Expected {
  readonly meta?: Record<string, unknown>;
  /** dtype and shape of every array. */
  readonly shapes?: Record<string, readonly [string, readonly number[]]>;
  /** Arrays that equal the input. */
  readonly unchanged?: readonly string[];
  readonly full_size?: Record<string, FullSize>;
}

/** What a case stores of an array that is too large for it. */
interface FullSize {
  readonly shape: readonly number[];
  readonly stride?: number;
  readonly channel_sum?: readonly number[];
  readonly channel_abs_sum?: readonly number[];
  readonly rle?: readonly { size: [number, number]; counts: number[] }[];
}

/** Deviation of the channels that published configs normalise with, at its smallest. */
const SMALLEST_STD = 57.12;

/** What the reference computed, and how close a result has to be. */
export interface SampleReference {
  readonly expected: Expected;
  /** Arrays of the case, and what the names of this sample's begin with. */
  readonly stored: CaseArrays;
  readonly storedPrefix: string;
  /** Arrays that `expected.unchanged` names. */
  readonly input: CaseArrays;
  readonly tolerance: CaseTolerance;
}

export function compareSample(
  name: string,
  parts: Parts,
  { expected, stored, storedPrefix, input, tolerance }: SampleReference,
): Finding[] {
  const findings: Finding[] = [];
  if (expected.meta !== undefined) {
    findings.push(compareJson(`${name}meta`, plain(parts.meta, expected.meta), expected.meta));
  }
  for (const [key, reference] of referenceArrays(expected, stored, storedPrefix, input)) {
    findings.push(
      compareArray(`${name}${key}`, parts.arrays.get(key), reference, toleranceOf(key, reference, tolerance)),
    );
  }
  const known = Object.keys(expected.shapes ?? {}).map((key) => key.replace(/\.sub$/, ''));
  const full = Object.entries(expected.full_size ?? {});
  for (const [key, size] of full)
    findings.push(...compareFullSize(`${name}${key}`, parts, key, size, stored, tolerance));
  if (expected.shapes !== undefined) {
    const extra = [...parts.arrays.keys()].filter(
      (key) => !known.includes(key) && !full.some(([k]) => k === key),
    );
    if (extra.length > 0) findings.push(mismatch(`${name}arrays`, `unexpected ${extra.join(', ')}`));
  }
  return findings;
}

/** Arrays to compare element by element, with the shape that the case names. */
function referenceArrays(
  expected: Expected,
  stored: CaseArrays,
  prefix: string,
  input: CaseArrays,
): Map<string, NamedArray & { dtype: string }> {
  const reference = new Map<string, NamedArray & { dtype: string }>();
  for (const [name, array] of stored) {
    const key = name.slice(prefix.length);
    if (name.startsWith(prefix) && !key.endsWith('.sub') && !/^run\d+\./.test(key)) reference.set(key, array);
  }
  for (const key of expected.unchanged ?? []) {
    const array = input.get(key);
    if (array !== undefined) reference.set(key, array);
  }
  for (const [key, [dtype, shape]] of Object.entries(expected.shapes ?? {})) {
    const array = reference.get(key);
    if (array !== undefined) reference.set(key, { ...array, dtype, shape });
  }
  return reference;
}

function toleranceOf(key: string, { dtype }: { dtype: string }, tolerance: CaseTolerance): Tolerance {
  if (key.includes('bboxes') || key.includes('proposals')) return tolerance.boxes ?? tolerance;
  if (dtype === 'uint8') return tolerance.uint8 ?? tolerance;
  if (key.endsWith('img') && tolerance.color_levels !== undefined) {
    return { ...tolerance, atol: tolerance.atol + tolerance.color_levels / SMALLEST_STD };
  }
  return tolerance;
}

export function compareArray(
  name: string,
  actual: NamedArray | undefined,
  reference: NamedArray,
  tolerance: Tolerance,
): Finding {
  if (actual === undefined) return mismatch(name, 'is missing');
  if (actual.shape.join() !== reference.shape.join()) {
    return mismatch(name, `has shape [${actual.shape}], expected [${reference.shape}]`);
  }
  return compareValues(name, actual.data, reference.data, tolerance);
}

function compareFullSize(
  name: string,
  parts: Parts,
  key: string,
  size: FullSize,
  stored: CaseArrays,
  tolerance: CaseTolerance,
): Finding[] {
  const array = parts.arrays.get(key);
  if (array === undefined || array.shape.join() !== size.shape.join()) {
    return [mismatch(name, `has shape [${array?.shape}], expected [${size.shape}]`)];
  }
  const findings: Finding[] = [];
  const part = stored.get(`${key}.sub`);
  if (part !== undefined) {
    const sub = { shape: part.shape, data: everyNth(array, size.stride ?? 1) };
    findings.push(compareArray(`${name}.sub`, sub, part, toleranceOf(key, { dtype: 'float32' }, tolerance)));
  }
  if (size.channel_sum !== undefined) {
    const scale = size.channel_abs_sum ?? size.channel_sum;
    const fractions = channelSums(array).map((sum, c) => (sum - size.channel_sum![c]) / scale[c]);
    findings.push(
      compareValues(
        `${name}.channel_sum`,
        fractions,
        fractions.map(() => 0),
        { rtol: 0, atol: 1e-6 },
      ),
    );
  }
  size.rle?.forEach((rle, i) => {
    findings.push(compareValues(`${name}.${i}`, maskAt(array, i), bitmap(rle), { rtol: 0, atol: 0 }));
  });
  return findings;
}

/** `img[:, ::stride, ::stride]` of `[C, H, W]`. */
function everyNth({ shape, data }: NamedArray, stride: number): number[] {
  const [channels, height, width] = shape;
  const taken: number[] = [];
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y += stride) {
      for (let x = 0; x < width; x += stride) taken.push(data[(c * height + y) * width + x]);
    }
  }
  return taken;
}

function channelSums({ shape, data }: NamedArray): number[] {
  const size = shape[1] * shape[2];
  return Array.from({ length: shape[0] }, (_, c) => {
    let sum = 0;
    for (let i = c * size; i < (c + 1) * size; i++) sum += data[i];
    return sum;
  });
}

function maskAt({ shape, data }: NamedArray, i: number): Uint8Array {
  const size = shape[1] * shape[2];
  return (data as Uint8Array).subarray(i * size, (i + 1) * size);
}

/** Run lengths go down the columns. */
function bitmap(rle: { size: [number, number]; counts: number[] }): Uint8Array {
  const { height, width, counts } = runsOfRle(rle);
  const result = new Uint8Array(height * width);
  let position = 0;
  counts.forEach((count, run) => {
    for (const end = position + count; position < end; position++) {
      if (run % 2 === 1) result[(position % height) * width + Math.floor(position / height)] = 1;
    }
  });
  return result;
}

/** File names without their folder; those that the case does not name are left out. */
function plain(meta: Record<string, unknown>, expected: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(meta)
    .filter(([key]) => key in expected || !/(^|\.)(ori_)?filename$/.test(key))
    .map(([key, value]) => [key, key.endsWith('img_metas') ? withoutFolder(value) : value]);
  return Object.fromEntries(entries);
}

function withoutFolder(value: unknown): unknown {
  const meta = value as Record<string, unknown>;
  const base = (path: unknown): string =>
    String(path)
      .replace(/^.*\//, '')
      .replace(/^input\d+/, 'input');
  return { ...meta, filename: base(meta.filename), ori_filename: base(meta.ori_filename) };
}
