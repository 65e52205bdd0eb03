/** @module `round` of integers: TensorFlow's kernel gives zeros for int32. */
import { singleOp } from '../raw-op.js';
import { tf } from '../tfjs.js';
import type { Kernel } from './registry.js';

const round: Kernel = ({ x }) => (x.dtype === 'int32' ? tf.clone(x) : singleOp('Round', {}, [x]));

export const kernels: Record<string, Kernel> = { Round: round };
