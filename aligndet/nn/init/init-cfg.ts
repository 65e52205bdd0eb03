/** @module What a config may hold under `init_cfg`: mmcv's initialisers, key by key. */
import { z } from 'zod';

const shared = {
  /** What biases are set to. */
  bias: z.number().default(0),
  /** Sets biases so that a sigmoid starts at this probability; comes before `bias`. */
  bias_prob: z.number().gt(0).lt(1).nullable().default(null),
  /** PyTorch's names of the layers to initialise (`Conv2d`, `Linear`, `_BatchNorm`); none when absent. */
  layer: z
    .union([z.string(), z.array(z.string())])
    .nullable()
    .default(null),
};

const distribution = z.enum(['normal', 'uniform']);

const constant = {
  type: z.literal('Constant'),
  /** What weights are set to. */
  val: z.number(),
  ...shared,
};
const xavier = {
  type: z.literal('Xavier'),
  /** Factor of the spread. */
  gain: z.number().default(1),
  /** Shape of the draws. */
  distribution: distribution.default('normal'),
  ...shared,
};
const normal = {
  type: z.literal('Normal'),
  /** Mean of the draws. */
  mean: z.number().default(0),
  /** Standard deviation of the draws. */
  std: z.number().default(1),
  ...shared,
};
const truncNormal = {
  type: z.literal('TruncNormal'),
  /** Mean before truncation. */
  mean: z.number().default(0),
  /** Standard deviation before truncation. */
  std: z.number().default(1),
  /** Least value. */
  a: z.number().default(-2),
  /** Largest value. */
  b: z.number().default(2),
  ...shared,
};
const uniform = {
  type: z.literal('Uniform'),
  /** Least value. */
  a: z.number().default(0),
  /** Upper limit. */
  b: z.number().default(1),
  ...shared,
};
const kaiming = {
  type: z.literal('Kaiming'),
  /** Negative slope of the rectifier that follows (leaky_relu). */
  a: z.number().default(0),
  /** Keep the magnitude of activations (`fan_in`) or of gradients. */
  mode: z.enum(['fan_in', 'fan_out']).default('fan_out'),
  /** What follows the layer. */
  nonlinearity: z.enum(['relu', 'leaky_relu', 'linear', 'sigmoid', 'tanh', 'selu']).default('relu'),
  /** Shape of the draws. */
  distribution: distribution.default('normal'),
  ...shared,
};
const caffe2Xavier = { type: z.literal('Caffe2Xavier'), ...shared };
const pretrained = {
  type: z.literal('Pretrained'),
  /** File with the weights. */
  checkpoint: z.string(),
  /** Take only the keys that start with it, without it: `backbone.`. */
  prefix: z.string().nullable().default(null),
  /** Accepted as published; weights are read into memory first, whatever it says. */
  map_location: z.string().nullable().default(null),
};

const named = {
  /** The part that is initialised otherwise. */
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

/** An interface: declarations name it, where they would repeat a whole union at each of its uses. */
interface OverrideSchema extends z.ZodType<z.output<typeof overrideUnion>, z.input<typeof overrideUnion>> {}

const overrideSchema: OverrideSchema = overrideUnion;

const overridden = {
  /** Parts with an initialiser of their own, or, when only named, with this one whatever their layers are. */
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

/** Declarations name it; see {@link OverrideSchema}. */
export interface InitCfgOption extends z.ZodType<z.output<typeof entryOrList>, z.input<typeof entryOrList>> {}

/** The option `init_cfg` of a component: one entry or several, applied in order. */
export const initCfgOption: InitCfgOption = entryOrList;

export type InitCfg = z.input<typeof initCfgSchema>;

type WithoutOverride<Entry> = Entry extends unknown ? Omit<Entry, 'override'> : never;

/** An entry with its defaults, without overrides. */
export type Initialiser = WithoutOverride<z.output<typeof initCfgSchema>>;
