/** @module Convolutions, then linear layers: a branch of a box head. Dims: R RoIs, h, w, C channels. */
import { relu, type Tensor2D, type Tensor4D, tidy } from '../../../engine/index.js';
import {
  ConvModule,
  type ConvModuleOptions,
  flattenedLinearLayout,
  type Layout,
  Linear,
} from '../../../nn/index.js';

/** The tensor between branches: maps, or rows after flattening. */
export interface Flow {
  readonly channels: number;
  /** Size of the maps; absent for rows. */
  readonly size?: readonly [height: number, width: number];
}

export interface BranchOptions {
  readonly numConvs: number;
  readonly numFcs: number;
  readonly convChannels: number;
  readonly fcChannels: number;
  /** Averages maps over their pixels instead of flattening them. */
  readonly hasAvgPool: boolean;
  readonly conv: ConvModuleOptions;
}

export interface Branch {
  readonly convs: readonly ConvModule[];
  readonly fcs: readonly Linear[];
  readonly out: Flow;
}

export function convFcBranch(input: Flow, options: BranchOptions): Branch {
  const { numConvs, numFcs, convChannels, fcChannels, hasAvgPool } = options;
  const convs = Array.from(
    { length: numConvs },
    (_, i) =>
      new ConvModule(i === 0 ? input.channels : convChannels, convChannels, 3, {
        ...options.conv,
        padding: 1,
      }),
  );
  const maps: Flow = numConvs === 0 ? input : { ...input, channels: convChannels };
  const fcs = Array.from({ length: numFcs }, (_, i) =>
    linearOn(i === 0 ? maps : { channels: fcChannels }, fcChannels, hasAvgPool),
  );
  return { convs, fcs, out: numFcs === 0 ? maps : { channels: fcChannels } };
}

/** Number of values when `flow` is flattened to a row. */
export function rowLength({ channels, size }: Flow, hasAvgPool: boolean): number {
  return size === undefined || hasAvgPool ? channels : channels * size[0] * size[1];
}

/** Weight layout of a linear layer that reads `flow`. */
export function layoutOn({ channels, size }: Flow, hasAvgPool: boolean): Layout | undefined {
  return size === undefined || hasAvgPool ? undefined : flattenedLinearLayout(channels, size[0], size[1]);
}

/** A linear layer that reads `flow`. */
export function linearOn(flow: Flow, outFeatures: number, hasAvgPool: boolean): Linear {
  return new Linear(rowLength(flow, hasAvgPool), outFeatures, { layout: layoutOn(flow, hasAvgPool) });
}

/** `[R, h, w, C]` -> `[R, h * w * C]`, or `[R, C]` with average pooling; rows are returned as is. */
export function toRows(x: Tensor4D | Tensor2D, hasAvgPool: boolean): Tensor2D {
  if (x.rank === 2) return x as Tensor2D;
  if (hasAvgPool) return x.mean([1, 2]) as Tensor2D;
  const [numRois, height, width, channels] = x.shape as [number, number, number, number];
  return x.reshape([numRois, height * width * channels]) as Tensor2D;
}

/** Runs a branch; returns rows if it has linear layers. */
export function runBranch(
  x: Tensor4D | Tensor2D,
  { convs, fcs }: Branch,
  hasAvgPool: boolean,
): Tensor4D | Tensor2D {
  return tidy(() => {
    let flow = x;
    for (const conv of convs) flow = conv.forward(flow as Tensor4D);
    if (fcs.length === 0) return flow.clone() as typeof flow;
    let rows = toRows(flow, hasAvgPool);
    for (const fc of fcs) rows = relu(fc.forward(rows));
    return rows;
  });
}
