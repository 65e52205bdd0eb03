/**
 * @module Gradients of resizing and strided slicing: tfjs ignores half-pixel centers in the first and lacks the
 * second.
 */
import type { Tensor } from '@tensorflow/tfjs';
import { singleOp } from '../raw-op.js';
import { tf } from '../tfjs.js';
import type { Gradient } from './registry.js';

const resizeBilinear: Gradient = {
  kernelName: 'ResizeBilinear',
  inputsToSave: ['images'],
  gradFunc: (dy, [images], { alignCorners, halfPixelCenters }) => ({
    images: () => {
      const attributes = {
        align_corners: Boolean(alignCorners),
        half_pixel_centers: Boolean(halfPixelCenters),
      };
      return singleOp('ResizeBilinearGrad', attributes, [dy as Tensor, images]);
    },
  }),
};

const stridedSlice: Gradient = {
  kernelName: 'StridedSlice',
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => ({
    x: () => {
      const list = (name: string) => tf.tensor1d(attributes[name] as number[], 'int32');
      const masks = {
        begin_mask: Number(attributes.beginMask),
        end_mask: Number(attributes.endMask),
        ellipsis_mask: Number(attributes.ellipsisMask),
        new_axis_mask: Number(attributes.newAxisMask),
        shrink_axis_mask: Number(attributes.shrinkAxisMask),
      };
      const shape = tf.tensor1d(x.shape, 'int32');
      const inputs = [shape, list('begin'), list('end'), list('strides'), dy as Tensor];
      return singleOp('StridedSliceGrad', masks, inputs);
    },
  }),
};

export const gradients: Gradient[] = [resizeBilinear, stridedSlice];
