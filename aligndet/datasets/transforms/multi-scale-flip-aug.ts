/** @module Test-time augmentation: the sample at every scale, unflipped and flipped in every given direction. */
import { z } from 'zod';
import { DataError, defineComponent } from '../../core/index.js';
import type { FlipDirection } from '../../structures/index.js';
import type { PipelineSample, Transform } from '../sample.js';
import { buildPipeline } from './compose.js';
import { directionOption, integerPair, pipelineOption } from './options.js';

const factor = z.number().positive();

export const multiScaleFlipAug = defineComponent({
  type: 'MultiScaleFlipAug',
  schema: z
    .strictObject({
      /** Transforms of each view. */
      transforms: pipelineOption,
      /** `[long, short]` edge in pixels, or a list of them. */
      img_scale: z
        .union([integerPair.transform((scale) => [scale]), z.array(integerPair).min(1)])
        .nullable()
        .default(null),
      /** A factor to resize by, or a list of them. */
      scale_factor: z
        .union([factor.transform((value) => [value]), z.array(factor).min(1)])
        .nullable()
        .default(null),
      /** Whether flipped views are added. */
      flip: z.boolean().default(false),
      /** Direction of the flipped views, or a list of them. */
      flip_direction: z
        .union([directionOption.transform((direction) => [direction]), z.array(directionOption).min(1)])
        .default(['horizontal']),
    })
    .refine(({ img_scale, scale_factor }) => (img_scale === null) !== (scale_factor === null), {
      error: 'set exactly one of img_scale and scale_factor',
    }),
  build: (
    { transforms, img_scale: scales, scale_factor: factors, flip, flip_direction: directions },
    builder,
  ) => {
    const pipeline = buildPipeline(builder, transforms);
    const settings: Partial<PipelineSample>[] =
      scales?.map((scale) => ({ scale })) ?? factors!.map((scale_factor) => ({ scale_factor }));
    const flips: (FlipDirection | null)[] = flip ? [null, ...directions] : [null];
    const augment: Transform = async (sample, random) => {
      const versions: PipelineSample[] = [];
      for (const setting of settings) {
        for (const direction of flips) {
          const given = { ...sample, ...setting, flip: direction !== null, flip_direction: direction };
          const version = await pipeline(given, random);
          if (version === null || Array.isArray(version)) {
            throw new DataError(
              `MultiScaleFlipAug: its transforms must return one sample for ${sample.filename}.`,
            );
          }
          versions.push(version);
        }
      }
      return versions;
    };
    return augment;
  },
});
