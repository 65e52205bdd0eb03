/**
 * @module Learning rate and weight decay per parameter: `optimizer.paramwise_cfg`, by the rules of mmcv's
 * DefaultOptimizerConstructor.
 */
import { z } from 'zod';
import type { Module, Parameter } from '../nn/index.js';
import { BatchNorm2d, Conv2d, GroupNorm, LayerNorm } from '../nn/index.js';
import type { OptimizerFactory } from './optimizer-factory.js';
import type { ParamGroup } from './param-group.js';

export const paramwiseSchema = z
  .strictObject({
    /** Rate and decay of parameters whose name contains the key; the longest key wins and other rules are ignored. */
    custom_keys: z
      .record(
        z.string(),
        z.strictObject({
          /** Factor of the learning rate. */
          lr_mult: z.number().optional(),
          /** Factor of the weight decay. */
          decay_mult: z.number().optional(),
        }),
      )
      .optional(),
    /** Factor of the rate of biases, except for norms. */
    bias_lr_mult: z.number().optional(),
    /** Factor of the decay of biases, except for norms. */
    bias_decay_mult: z.number().optional(),
    /** Factor of the decay of the weights and biases of norms. */
    norm_decay_mult: z.number().optional(),
    /** Factor of the decay of depth-wise convolutions. */
    dwconv_decay_mult: z.number().optional(),
    /** Factor of the rate of the offsets of deformable convolutions. */
    dcn_offset_lr_mult: z.number().optional(),
    /** Skip parameters that are already in another group. */
    bypass_duplicate: z.boolean().optional(),
  })
  .nullable()
  .optional();

export type ParamwiseConfig = NonNullable<z.output<typeof paramwiseSchema>>;

/**
 * The groups of `model`: a single one, or, with `paramwise`, one per parameter. Frozen parameters are included, as in
 * PyTorch, so that groups and saved states keep their indices.
 */
export function paramGroups(
  model: Module,
  { defaults }: OptimizerFactory,
  paramwise: ParamwiseConfig | null | undefined,
): ParamGroup[] {
  if (paramwise === null || paramwise === undefined || Object.keys(paramwise).length === 0) {
    return [{ parameters: model.parameters(), options: { ...defaults } }];
  }
  const seen = new Set<Parameter>();
  const groups: ParamGroup[] = [];
  for (const [prefix, module] of model.namedModules()) {
    for (const [name, parameter] of module.ownParameters()) {
      if (seen.has(parameter)) continue;
      seen.add(parameter);
      const own = parameter.requiresGrad ? rule(prefix, name, module, defaults, paramwise) : {};
      groups.push({ parameters: [parameter], options: { ...defaults, ...own } });
    }
  }
  return groups;
}

/** Rate and decay of one trainable parameter, if they differ from the defaults. */
function rule(
  prefix: string,
  name: string,
  module: Module,
  { lr, weight_decay: decay }: OptimizerFactory['defaults'],
  paramwise: ParamwiseConfig,
): { lr?: number; weight_decay?: number } {
  const custom = paramwise.custom_keys ?? {};
  const key = Object.keys(custom)
    .sort()
    .sort((a, b) => b.length - a.length)
    .find((candidate) => `${prefix}.${name}`.includes(candidate));
  if (key !== undefined) {
    const { lr_mult: rate = 1, decay_mult: shrink = 1 } = custom[key];
    return { lr: lr * rate, weight_decay: decay * shrink };
  }
  const isNorm = module instanceof BatchNorm2d || module instanceof GroupNorm || module instanceof LayerNorm;
  const isDepthwise = module instanceof Conv2d && module.weight.shape[1] === 1;
  const isBias = name === 'bias' && !isNorm;
  const own: { lr?: number; weight_decay?: number } = {};
  if (isBias) own.lr = lr * (paramwise.bias_lr_mult ?? 1);
  if (isNorm) own.weight_decay = decay * (paramwise.norm_decay_mult ?? 1);
  else if (isDepthwise) own.weight_decay = decay * (paramwise.dwconv_decay_mult ?? 1);
  else if (isBias) own.weight_decay = decay * (paramwise.bias_decay_mult ?? 1);
  return own;
}
