/** @module The active trace: while there is one, the backend passes it every op instead of running it. */
import type { OpAttribute } from '../runtime/attributes.js';
import type { OutputInfo } from '../runtime/eager-op.js';

/** tfjs's backend record of a tensor's values. */
export interface TensorData {
  shape: number[];
  /** TensorFlow's dtype number. */
  dtype: number;
  /** The values from JavaScript, until the first use passes them to TensorFlow. */
  values: unknown;
  /** A native handle; -1 before there is one; below -1, an index in a trace. */
  id: number;
  refCount: number;
  /** The trace that was active when the tensor was created. */
  tracer?: Tracer;
}

/** Receives ops and tensors in place of the runtime. */
export interface Tracer {
  /** The index of the tensor in the trace. */
  trackedId(dataId: object, data: TensorData): number;
  constant(shape: number[], dtype: number, values: unknown): number;
  addOp(name: string, attributes: readonly OpAttribute[], inputs: readonly number[]): OutputInfo[];
}

let active: Tracer | undefined;

export function activeTracer(): Tracer | undefined {
  return active;
}

/** Runs `work` with all ops going to `tracer`; with `undefined`, to the runtime. */
export function withTracer<T>(tracer: Tracer | undefined, work: () => T): T {
  const outer = active;
  active = tracer;
  try {
    return work();
  } finally {
    active = outer;
  }
}
