/**
 * @module Sums of channels. TensorFlow adds a column up number by number in float32, which is off by 1e-5 for 100,000
 * numbers; sums of short blocks are not, and take less time.
 */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { tf } from '../tfjs.js';

const LONGEST_BLOCK = 64;

/** @param x `[..., C]`. @returns `[C]`. */
export function channelSums(x: Tensor): Tensor1D {
  const channels = x.shape[x.rank - 1]!;
  if (x.size === 0) return tf.zeros([channels]);
  return tf.tidy(() => {
    let sums = x.reshape([-1, channels]);
    for (;;) {
      const count = sums.shape[0]!;
      const block = largestDivisor(count);
      if (count <= LONGEST_BLOCK || block === 1) return sums.sum<Tensor1D>(0);
      sums = sums.reshape([count / block, block, channels]).sum(1);
    }
  });
}

function largestDivisor(count: number): number {
  let divisor = Math.min(count, LONGEST_BLOCK);
  while (count % divisor !== 0) divisor--;
  return divisor;
}
