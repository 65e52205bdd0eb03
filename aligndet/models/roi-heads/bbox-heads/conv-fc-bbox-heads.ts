/** @module The box heads available in configs: all are a `ConvFcBBoxHead`, with different numbers of layers. */
import { z } from 'zod';
import { type Builder, defineComponent } from '../../../core/index.js';
import { convCfgOption, normCfgOption } from '../../../nn/index.js';
import { bboxHeadModules, bboxHeadOptions, branchesInit } from './bbox-head-options.js';
import { ConvFcBBoxHead, type ConvFcBBoxHeadModules, type Depth } from './conv-fc-bbox-head.js';

/** Options of all heads with layers before the last. */
export const convFcOptions = {
  /** Channels of the convolutions. */
  conv_out_channels: z.int().positive().default(256),
  /** Width of the linear layers. */
  fc_out_channels: z.int().positive().default(1024),
  /** Type of the convolutions. */
  conv_cfg: convCfgOption,
  /** Normalization after each convolution. */
  norm_cfg: normCfgOption,
  ...bboxHeadOptions,
};

const count = z.int().nonnegative().default(0);

const layerCounts = {
  /** Shared convolutions. */
  num_shared_convs: count,
  /** Shared linear layers. */
  num_shared_fcs: count,
  /** Convolutions of the classification branch. */
  num_cls_convs: count,
  /** Linear layers of the classification branch. */
  num_cls_fcs: count,
  /** Convolutions of the box branch. */
  num_reg_convs: count,
  /** Linear layers of the box branch. */
  num_reg_fcs: count,
};

const none: Depth = { convs: 0, fcs: 0 };

/** The modules of a head whose branches separate after `shared`. */
export function convFcModules(
  options: z.output<z.ZodObject<typeof convFcOptions>>,
  builder: Builder,
  shared: Depth,
  cls: Depth = none,
  reg: Depth = none,
): ConvFcBBoxHeadModules {
  return {
    ...bboxHeadModules(options, builder, branchesInit),
    shared,
    cls,
    reg,
    convChannels: options.conv_out_channels,
    fcChannels: options.fc_out_channels,
    conv: { convCfg: options.conv_cfg, normCfg: options.norm_cfg },
  };
}

export const convFcBBoxHead = defineComponent({
  type: 'ConvFCBBoxHead',
  schema: z.strictObject({ ...layerCounts, ...convFcOptions }).check(({ value, issues }) => {
    const fail = (path: string, message: string) =>
      issues.push({ code: 'custom', path: [path], message, input: value });
    if (Object.keys(layerCounts).every((key) => value[key as keyof typeof layerCounts] === 0)) {
      fail('num_shared_fcs', 'a ConvFCBBoxHead needs layers: set one of the num_ options.');
    }
    if (value.num_shared_fcs > 0 && (value.num_cls_convs > 0 || value.num_reg_convs > 0)) {
      fail('num_shared_fcs', 'shared linear layers cannot be followed by convolutions of a branch.');
    }
  }),
  build: (options, builder) =>
    new ConvFcBBoxHead(
      convFcModules(
        options,
        builder,
        { convs: options.num_shared_convs, fcs: options.num_shared_fcs },
        { convs: options.num_cls_convs, fcs: options.num_cls_fcs },
        { convs: options.num_reg_convs, fcs: options.num_reg_fcs },
      ),
    ),
});

export const shared2FcBBoxHead = defineComponent({
  type: 'Shared2FCBBoxHead',
  schema: z.strictObject(convFcOptions),
  build: (options, builder) => new ConvFcBBoxHead(convFcModules(options, builder, { convs: 0, fcs: 2 })),
});

export const shared4Conv1FcBBoxHead = defineComponent({
  type: 'Shared4Conv1FCBBoxHead',
  schema: z.strictObject(convFcOptions),
  build: (options, builder) => new ConvFcBBoxHead(convFcModules(options, builder, { convs: 4, fcs: 1 })),
});
