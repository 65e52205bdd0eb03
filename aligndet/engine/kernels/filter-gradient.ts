/**
 * @module The gradient of a convolution with respect to its filter, with a workaround for buffer overflows of oneDNN.
 */
import type { Tensor } from '@tensorflow/tfjs';
import { type AttributeValue, singleOp } from '../raw-op.js';
import { tf } from '../tfjs.js';

/**
 * A filter of one pixel with a stride reads only some pixels, and there oneDNN writes past its buffers (TensorFlow
 * 2.21;
 * seen with 16 x 16 maps of up to 16 channels). Those pixels are gathered first, which gives the same gradient
 * without a stride.
 *
 * @param x `[B, H, W, C]`. @param filterShape `[kH, kW, C, C']`. @param dy `[B, H', W', C']`.
 * @param attributes of the forward convolution, in `NHWC` layout.
 */
export function filterGradient(
  x: Tensor,
  filterShape: readonly number[],
  dy: Tensor,
  attributes: Readonly<Record<string, AttributeValue>>,
): Tensor {
  const [, vertical, horizontal] = attributes.strides as readonly number[];
  const seesOnePixel = filterShape[0] === 1 && filterShape[1] === 1;
  const isPicking = seesOnePixel && Math.max(vertical, horizontal) > 1 && attributes.padding !== 'EXPLICIT';
  return tf.tidy(() => {
    const size = tf.tensor1d([...filterShape], 'int32');
    if (!isPicking) return singleOp('Conv2DBackpropFilter', attributes, [x, size, dy]);
    const seen = tf.stridedSlice(x, [0, 0, 0, 0], x.shape, [1, vertical, horizontal, 1]);
    return singleOp('Conv2DBackpropFilter', { ...attributes, strides: [1, 1, 1, 1] }, [seen, size, dy]);
  });
}
