/** @module Schema of `init_cfg`: mmcv's initializers. */
import { z } from 'zod';

const shared = {
  /** Value of biases. */
  bias: z.number().default(0),
  /** Sets biases so that a sigmoid has this initial probability; overrides `bias`. */
  bias_prob: z.number().gt(0).lt(1).nullable().default(null),
  /** PyTorch's names of the layers to initialize (`Conv2d`, `Linear`, `_BatchNorm`); default: none. */
  layer: z
    .union([z.string(), z.array(z.string())])
    .nullable()
    .default(null),
};

const distribution = z.enum(['normal', 'uniform']);

const constant = {
  type: z.literal('Constant'),
  /** Value of weights. */
  val: z.number(),
  ...shared,
};
const xavier = {
  type: z.literal('Xavier'),
  /** Scale factor. */
  gain: z.number().default(1),
  /** Distribution. */
  distribution: distribution.default('normal'),
  ...shared,
};
const normal = {
  type: z.literal('Normal'),
  /** Mean of the distribution. */
  mean: z.number().default(0),
  /** Standard deviation of the distribution. */
  std: z.number().default(1),
  ...shared,
};
const truncNormal = {
  type: z.literal('TruncNormal'),
  /** Mean before truncation. */
  mean: z.number().default(0),
  /** Standard deviation before truncation. */
  std: z.number().default(1),
  /** Min value. */
  a: z.number().default(-2),
  /** Max value. */
  b: z.number().default(2),
  ...shared,
};
const uniform = {
  type: z.literal('Uniform'),
  /** Min value. */
  a: z.number().default(0),
  /** Upper limit. */
  b: z.number().default(1),
  ...shared,
};
const kaiming = {
  type: z.literal('Kaiming'),
  /** Negative slope of the following activation (leaky_relu). */
  a: z.number().default(0),
  /** Preserve the magnitude of activations (`fan_in`) or of gradients. */
  mode: z.enum(['fan_in', 'fan_out']).default('fan_out'),
  /** Activation after the layer. */
  nonlinearity: z.enum(['relu', 'leaky_relu', 'linear', 'sigmoid', 'tanh', 'selu']).default('relu'),
  /** Distribution. */
  distribution: distribution.default('normal'),
  ...shared,
};
const caffe2Xavier = { type: z.literal('Caffe2Xavier'), ...shared };
const pretrained = {
  type: z.literal('Pretrained'),
  /** File with the weights. */
  checkpoint: z.string(),
  /** Use only keys with this prefix, which is removed: `backbone.`. */
  prefix: z.string().nullable().default(null),
  /** Accepted for compatibility; weights are always read into memory first. */
  map_location: z.string().nullable().default(null),
};

const named = {
  /** Name of the child module that is initialized differently. */
  name: z.string(),
};

const overrideUnion = z.union([
  z.strictObject(named),
  z.discriminatedUnion('type', [
    z.strictObject({ ...named, ...constant }),
    z.strictObject({ ...named, ...xavier }),
    z.strictObject({ ...named, ...normal }),
    z.strictObject({ ...named, ...truncNormal }),
    z.strictObject({ ...named, ...uniform }),
    z.strictObject({ ...named, ...kaiming }),
    z.strictObject({ ...named, ...caffe2Xavier }),
    z.strictObject({ ...named, ...pretrained }),
  ]),
]);

/** An interface, so that declarations refer to it instead of repeating the whole union. */
interface OverrideSchema extends z.ZodType<z.output<typeof overrideUnion>, z.input<typeof overrideUnion>> {}

const overrideSchema: OverrideSchema = overrideUnion;

const overridden = {
  /** Children with their own initializer, or, if only named, with this one for all of their layers. */
  override: z
    .union([overrideSchema, z.array(overrideSchema)])
    .nullable()
    .optional(),
};

/** One entry of `init_cfg`. */
export const initCfgSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...constant, ...overridden }),
  z.strictObject({ ...xavier, ...overridden }),
  z.strictObject({ ...normal, ...overridden }),
  z.strictObject({ ...truncNormal, ...overridden }),
  z.strictObject({ ...uniform, ...overridden }),
  z.strictObject({ ...kaiming, ...overridden }),
  z.strictObject({ ...caffe2Xavier, ...overridden }),
  z.strictObject({ ...pretrained, ...overridden }),
]);

const entryOrList = z.union([initCfgSchema, z.array(initCfgSchema)]);

/** Declarations refer to it; see {@link OverrideSchema}. */
export interface InitCfgOption extends z.ZodType<z.output<typeof entryOrList>, z.input<typeof entryOrList>> {}

/** The option `init_cfg` of a component: one entry or several, applied in order. */
export const initCfgOption: InitCfgOption = entryOrList;

export type InitCfg = z.input<typeof initCfgSchema>;

type WithoutOverride<Entry> = Entry extends unknown ? Omit<Entry, 'override'> : never;

/** An entry with its defaults, without overrides. */
export type Initialiser = WithoutOverride<z.output<typeof initCfgSchema>>;
