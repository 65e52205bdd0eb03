/**
 * @module Groups of recording transforms: all in order, all in a random order, or one of them. A group decides for its
 * members whether they record, whatever their own option says.
 */
import { z } from 'zod';
import { type Builder, type ComponentConfig, ConfigError, defineComponent, slot } from '../../core/index.js';
import type { Transform } from '../sample.js';
import { compose } from './compose.js';
import { recordOption } from './record.js';

const groupSchema = z.strictObject({
  /** The members. Each must be able to record. */
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
    /** The alternatives: a transform, or a list of which all run. */
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

/** @throws {ConfigError} for a member that has no `record` option: the reference fails on it, too. */
function recording(builder: Builder, configs: readonly ComponentConfig[], record: boolean): Transform[] {
  return configs.map((config) => {
    if (!('record' in config)) {
      throw new ConfigError(
        `${config.type} cannot stand in Sequential, ShuffledSequential or OneOf, whose members must be able to record.`,
      );
    }
    return builder.build('transform', { ...config, record });
  });
}
