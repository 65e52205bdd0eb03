/** @module Gradient of `image.cropAndResize` with respect to the image and the boxes. */
import type { Tensor } from '@tensorflow/tfjs';
import { singleOp } from '../raw-op.js';
import { tf } from '../tfjs.js';
import type { Gradient } from './registry.js';

const cropAndResize: Gradient = {
  kernelName: 'CropAndResize',
  inputsToSave: ['image', 'boxes', 'boxInd'],
  gradFunc: (dy, [image, boxes, boxInd], { method }) => ({
    image: () => {
      const size = tf.tensor1d(image.shape, 'int32');
      const attributes = { T: 'float32', method: String(method) };
      return singleOp('CropAndResizeGradImage', attributes, [dy as Tensor, boxes, boxInd, size]);
    },
    boxes: () => singleOp('CropAndResizeGradBoxes', {}, [dy as Tensor, image, boxes, boxInd]),
    boxInd: () => tf.zerosLike(boxInd),
  }),
};

export const gradients: Gradient[] = [cropAndResize];
