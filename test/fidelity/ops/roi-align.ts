/** @module Golden op RoIAlign. */
import type { Tensor4D } from '../../../aligndet/engine/index.js';
import { type RoiAlignOptions, roiAlign } from '../../../aligndet/nn/index.js';
import { floatInput } from './arrays.js';
import type { OpHandler } from './op-handler.js';
import { checkTensorOp, map } from './tensors.js';

const roiAlignOp: OpHandler = (golden) => {
  const args = golden.args as Record<string, number>;
  const size = golden.args.output_size as number | [number, number];
  const options: RoiAlignOptions = {
    outputSize: typeof size === 'number' ? [size, size] : size,
    spatialScale: args.spatial_scale ?? 1,
    samplingRatio: args.sampling_ratio ?? 0,
    isAligned: golden.args.aligned !== false,
    pooling: (golden.args.pool_mode ?? 'avg') as RoiAlignOptions['pooling'],
  };
  const rois = floatInput(golden, 'rois');
  return checkTensorOp(golden, {
    orders: { x: map, out: map },
    forward: ({ x }) => ({ out: roiAlign(x as Tensor4D, rois, options) }),
  });
};

export const roiAlignOps: Record<string, OpHandler> = { roi_align: roiAlignOp };
