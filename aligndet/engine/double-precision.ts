/**
 * @module float64 arithmetic behind tensors that tfjs treats as float32: distinguishes errors of the program from
 * float32 rounding. The same ops run, slower, in double precision.
 */
import { attributeTypes, type OpAttribute } from './runtime/attributes.js';
import { dataTypes } from './runtime/dtypes.js';
import type { OutputInfo } from './runtime/eager-op.js';
import { runtime } from './runtime/runtime.js';

const { float32: SINGLE, float64: DOUBLE } = dataTypes;

/** Ops that TensorFlow has for float32 only, or that would draw other random values: their inputs are rounded. */
const narrowOps = new Set([
  'CropAndResize',
  'CropAndResizeGradBoxes',
  'CropAndResizeGradImage',
  'FusedBatchNormV3',
  'FusedBatchNormGradV3',
  'ResizeBilinear',
  'ResizeBilinearGrad',
  'StatelessRandomUniform',
]);

let isWide = false;

export function isDoublePrecision(): boolean {
  return isWide;
}

/**
 * Computes in float64 until `run` has ended. The tensors that it creates must not be used outside; earlier ones may
 * be used.
 * Compiled functions run op by op meanwhile; computations on plain arrays are not affected.
 */
export async function inDoublePrecision<T>(run: () => T | Promise<T>): Promise<T> {
  isWide = true;
  try {
    return await run();
  } finally {
    isWide = false;
  }
}

/** Runs an op with every float32 made float64. */
export function runInDoublePrecision(
  name: string,
  attributes: readonly OpAttribute[],
  inputs: readonly number[],
  numOutputs: number,
): OutputInfo[] {
  const { ops, handles } = runtime();
  const isNarrow = narrowOps.has(name);
  const made: number[] = [];
  const convert = (id: number) => {
    const converted = castFrom(isNarrow ? DOUBLE : SINGLE, id);
    if (converted !== id) made.push(converted);
    return converted;
  };
  try {
    const given = isNarrow ? attributes : attributes.map(widened);
    return ops.run(name, given, inputs.map(convert), numOutputs).map(({ id, shape, dtype }) => {
      const wide = castFrom(SINGLE, id);
      if (wide !== id) handles.delete(id);
      return { id: wide, shape, dtype: dtype === DOUBLE ? SINGLE : dtype };
    });
  } finally {
    for (const id of made) handles.delete(id);
  }
}

function widened({ name, type, value }: OpAttribute): OpAttribute {
  if (type !== attributeTypes.type) return { name, type, value };
  const widen = (code: unknown) => (code === SINGLE ? DOUBLE : code);
  return { name, type, value: Array.isArray(value) ? value.map(widen) : widen(value) };
}

/** Converts a tensor of dtype `from` to its counterpart; others are returned unchanged. */
function castFrom(from: number, id: number): number {
  const { ops, handles, status } = runtime();
  if (status.api.TFE_TensorHandleDataType(handles.get(id)) !== from) return id;
  const type = (name: string, value: number) => ({ name, type: attributeTypes.type, value });
  const to = from === SINGLE ? DOUBLE : SINGLE;
  return ops.run('Cast', [type('SrcT', from), type('DstT', to)], [id], 1)[0].id;
}
