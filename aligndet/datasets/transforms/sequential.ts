/**
 * @module Groups of recording transforms: all in order, all in random order, or one of them. A group sets for its
 * members whether they record, overriding their own option.
 */
import { z } from 'zod';
import { type Builder, type ComponentConfig, ConfigError, defineComponent, slot } from '../../core/index.js';
import type { Transform } from '../sample.js';
import { compose } from './compose.js';
import { recordOption } from './record.js';

const groupSchema = z.strictObject({
  /** The members, which must support recording. */
  transforms: z.array(slot('transform')),
  ...recordOption,
});

export const sequential = defineComponent({
  type: 'Sequential',
  schema: groupSchema,
  build: ({ transforms, record }, builder) => compose(recording(builder, transforms, record)),
});

export const shuffledSequential = defineComponent({
  type: 'ShuffledSequential',
  schema: groupSchema,
  build: ({ transforms, record }, builder): Transform => {
    const members = recording(builder, transforms, record);
    return (sample, random) => {
      const order = random.permutation(members.length);
      return compose(order.map((i) => members[i]))(sample, random);
    };
  },
});

export const oneOf = defineComponent({
  type: 'OneOf',
  schema: z.strictObject({
    /** The alternatives: a transform, or a list to run completely. */
    transforms: z.array(z.union([slot('transform'), z.array(slot('transform'))])).min(1),
    ...recordOption,
  }),
  build: ({ transforms, record }, builder): Transform => {
    const members = transforms.map((member) => {
      const list = Array.isArray(member) ? member : [member];
      const built = recording(builder, list, record);
      return built.length === 1 ? built[0] : compose(built);
    });
    return (sample, random) => members[random.choice(members.length)](sample, random);
  },
});

/** @throws {ConfigError} for a member without a `record` option: the reference fails on it too. */
function recording(builder: Builder, configs: readonly ComponentConfig[], record: boolean): Transform[] {
  return configs.map((config) => {
    if (!('record' in config)) {
      throw new ConfigError(
        `${config.type} cannot be a member of Sequential, ShuffledSequential or OneOf, whose members must have the option record.`,
      );
    }
    return builder.build('transform', { ...config, record });
  });
}
