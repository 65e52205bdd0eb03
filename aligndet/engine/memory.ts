/** @module Current memory use of the engine, for leak checks and logs. */
import { isRunning, runtime } from './runtime/runtime.js';
import { tf } from './tfjs.js';

export interface EngineMemory {
  /** Tensors that are not disposed. */
  readonly numTensors: number;
  /** Bytes of their values; a clone counts again although it shares them. */
  readonly numBytes: number;
  /** TensorFlow's tensor handles; at most one per tensor, as values are passed on first use. */
  readonly numHandles: number;
}

/**
 * What the engine holds: compare before and after to find tensors that nobody disposes.
 *
 * @example
 * ```ts
 * import { memory, tensor, tidy } from 'aligndet/engine';
 *
 * const before = memory().numTensors;
 * tidy(() => {
 *   tensor([1, 2]).add(1); // freed with the end of tidy
 * });
 * console.log(memory().numTensors - before); // -> 0
 * ```
 */
export function memory(): EngineMemory {
  const { numTensors, numBytes } = tf.memory();
  return { numTensors, numBytes, numHandles: isRunning() ? runtime().handles.count : 0 };
}
