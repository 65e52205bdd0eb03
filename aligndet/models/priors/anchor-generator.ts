/**
 * @module Anchors: boxes of fixed sizes and aspect ratios at every cell of every level,
 * https://arxiv.org/abs/1506.01497.
 *
 * Boxes are xyxy in input-image pixels. Sizes are computed in float32 with mmdetection's order of operations.
 */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { assertLevels, flagsInside, rememberLast, type Stride, strideOf, strideSchema } from './grid.js';
import type { PriorGenerator, Size } from './prior-generator.js';

const { fround, sqrt } = Math;

export interface AnchorOptions {
  readonly strides: readonly Stride[];
  readonly ratios: readonly number[];
  readonly scales: readonly number[];
  readonly baseSizes?: readonly number[];
  readonly isScaleMajor: boolean;
  readonly centers?: readonly (readonly [number, number])[];
  readonly centerOffset: number;
}

/** A {@link PriorGenerator} of boxes with access to the base anchors. */
export interface AnchorGenerator extends PriorGenerator {
  readonly width: 4;
  /** Per level `[numBasePriors, 4]`: the anchors of the cell at the origin. */
  readonly baseAnchors: readonly Float32Array[];
}

export function buildAnchorGenerator(options: AnchorOptions): AnchorGenerator {
  const strides = options.strides.map(strideOf);
  const baseSizes = options.baseSizes ?? strides.map((stride) => Math.min(...stride));
  const baseAnchors = baseSizes.map((size, level) => anchorsOfCell(size, options, options.centers?.[level]));
  const numBasePriors = baseAnchors.map((anchors) => anchors.length / 4);
  const gridPriors = rememberLast((sizes) => {
    assertLevels(sizes, strides.length);
    return sizes.map((size, level) => anchorsOfGrid(size, strides[level], baseAnchors[level]));
  });
  return {
    numLevels: strides.length,
    strides,
    numBasePriors,
    baseAnchors,
    width: 4,
    gridPriors,
    validFlags: (sizes, padShape) =>
      sizes.map((size, level) => flagsInside(size, strides[level], padShape, numBasePriors[level])),
  };
}

/** All ratios and scales around one centre. */
function anchorsOfCell(
  baseSize: number,
  { ratios, scales, isScaleMajor, centerOffset }: AnchorOptions,
  center: readonly [number, number] = [centerOffset * baseSize, centerOffset * baseSize],
): Float32Array {
  const size = fround(baseSize);
  const [x, y] = center.map(fround);
  const anchors: number[] = [];
  const add = (width: number, height: number) => {
    const [halfWidth, halfHeight] = [fround(0.5 * width), fround(0.5 * height)];
    anchors.push(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
  };
  const shapes = ratios.map((ratio) => {
    const tall = fround(sqrt(fround(ratio)));
    return { tall, wide: fround(1 / tall) };
  });
  const roundedScales = scales.map(fround);
  if (isScaleMajor) {
    for (const { tall, wide } of shapes) {
      for (const scale of roundedScales)
        add(fround(fround(size * wide) * scale), fround(fround(size * tall) * scale));
    }
  } else {
    for (const scale of roundedScales) {
      for (const { tall, wide } of shapes)
        add(fround(fround(size * scale) * wide), fround(fround(size * scale) * tall));
    }
  }
  return Float32Array.from(anchors);
}

function anchorsOfGrid(
  [height, width]: Size,
  [strideX, strideY]: readonly [number, number],
  base: Float32Array,
): Float32Array {
  const anchors = new Float32Array(height * width * base.length);
  let at = 0;
  for (let row = 0; row < height; row++) {
    const y = fround(row * strideY);
    for (let column = 0; column < width; column++) {
      const x = fround(column * strideX);
      for (let k = 0; k < base.length; k += 2) {
        anchors[at++] = base[k] + x;
        anchors[at++] = base[k + 1] + y;
      }
    }
  }
  return anchors;
}

const positives = z.array(z.number().positive()).min(1);

export const anchorGenerator = defineComponent({
  type: 'AnchorGenerator',
  schema: z
    .strictObject({
      /** Strides of the levels, in pixels: a number or `[x, y]`. */
      strides: z.array(strideSchema).min(1),
      /** Aspect ratios (height / width) of the anchors of one cell. */
      ratios: positives,
      /** Scales of the anchors relative to the base size. Omit if `octave_base_scale` is given. */
      scales: positives.nullable().default(null),
      /** Base size per level; null: the (shorter) stride. */
      base_sizes: positives.nullable().default(null),
      /** Order the anchors of a cell by ratio first, rather than by scale. */
      scale_major: z.boolean().default(true),
      /** Smallest scale of an octave. */
      octave_base_scale: z.number().positive().nullable().default(null),
      /** Number of scales per octave. */
      scales_per_octave: z.int().positive().nullable().default(null),
      /** Centre of the cell's anchors relative to the cell, per level. */
      centers: z
        .array(z.tuple([z.number(), z.number()]))
        .nullable()
        .default(null),
      /** Centre relative to the cell, in units of the base size. */
      center_offset: z.number().min(0).max(1).default(0),
    })
    .check(({ value, issues }) => {
      const fail = (path: string, message: string) =>
        issues.push({ code: 'custom', path: [path], message, input: value });
      const hasOctaves = value.octave_base_scale !== null && value.scales_per_octave !== null;
      if (hasOctaves === (value.scales !== null)) {
        fail('scales', 'give either scales, or octave_base_scale with scales_per_octave.');
      }
      const levels = value.strides.length;
      for (const key of ['base_sizes', 'centers'] as const) {
        const given = value[key]?.length ?? levels;
        if (given !== levels)
          fail(key, `must have an entry for each of the ${levels} strides, but has ${given}.`);
      }
      if (value.center_offset !== 0 && value.centers !== null)
        fail('centers', 'cannot be combined with center_offset.');
    }),
  build: (options) =>
    buildAnchorGenerator({
      strides: options.strides,
      ratios: options.ratios,
      scales: options.scales ?? octave(options.octave_base_scale ?? 1, options.scales_per_octave ?? 1),
      baseSizes: options.base_sizes ?? undefined,
      isScaleMajor: options.scale_major,
      centers: options.centers ?? undefined,
      centerOffset: options.center_offset,
    }),
});

/** Scales that divide an octave evenly on a logarithmic scale. */
function octave(baseScale: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => 2 ** (i / count) * baseScale);
}
