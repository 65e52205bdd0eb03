/** @module Which trace is under way: while there is one, the backend hands it every op instead of running it. */
import type { OpAttribute } from '../runtime/attributes.js';
import type { OutputInfo } from '../runtime/eager-op.js';

/** The values of a tensor, as tfjs's backend files them. */
export interface TensorData {
  shape: number[];
  /** TensorFlow's number of the type. */
  dtype: number;
  /** What JavaScript gave, until the first use hands it to TensorFlow. */
  values: unknown;
  /** A native handle; -1 before there is one; below -1, a place in a trace. */
  id: number;
  refCount: number;
  /** The trace under way when the tensor was made. */
  tracer?: Tracer;
}

/** Takes ops and tensors in place of the runtime. */
export interface Tracer {
  /** The number of the tensor's place in the trace. */
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
