/** @module The binding through which tfjs's kernels call TensorFlow, on top of this process's runtime. */
import { EngineError } from '../core/index.js';
import { activeTracer, type Tracer } from './compile/tracing.js';
import { isDoublePrecision, runInDoublePrecision } from './double-precision.js';
import { attributeTypes, type OpAttribute } from './runtime/attributes.js';
import { dataTypes } from './runtime/dtypes.js';
import type { OutputInfo } from './runtime/eager-op.js';
import { isRunning, runtime } from './runtime/runtime.js';
import { newHandle, readHandle, type TensorValues } from './runtime/tensors.js';

/** Output dtypes that tfjs lacks, represented by int32. */
const foreignTypes = new Set<number>([dataTypes.int64, dataTypes.uint8]);

/** The interface that the kernels expect of a binding; saved models are not used. */
export class Binding {
  readonly TF_FLOAT = dataTypes.float32;
  readonly TF_INT32 = dataTypes.int32;
  readonly TF_INT64 = dataTypes.int64;
  readonly TF_BOOL = dataTypes.bool;
  readonly TF_COMPLEX64 = dataTypes.complex64;
  readonly TF_STRING = dataTypes.string;
  readonly TF_RESOURCE = dataTypes.resource;
  readonly TF_UINT8 = dataTypes.uint8;
  readonly TF_ATTR_STRING = attributeTypes.string;
  readonly TF_ATTR_INT = attributeTypes.int;
  readonly TF_ATTR_FLOAT = attributeTypes.float;
  readonly TF_ATTR_BOOL = attributeTypes.bool;
  readonly TF_ATTR_TYPE = attributeTypes.type;
  readonly TF_ATTR_SHAPE = attributeTypes.shape;
  readonly TF_ATTR_RESOURCE = attributeTypes.resource;

  get TF_Version(): string {
    return runtime().version;
  }

  createTensor(shape: number[], dtype: number, values: unknown): number {
    const { status, handles } = runtime();
    return handles.add(newHandle(status, shape, dtype, values));
  }

  deleteTensor(id: number): void {
    runtime().handles.delete(id);
  }

  /** int64 values are returned as an `Int32Array`, float64 as a `Float32Array`: tfjs has no wider dtypes. */
  tensorDataSync(id: number): TensorValues {
    const { status, handles } = runtime();
    const values = readHandle(status, handles.get(id));
    if (values instanceof Float64Array) return Float32Array.from(values);
    return values instanceof BigInt64Array ? Int32Array.from(values, Number) : values;
  }

  /** Runs an op, or adds it to the active trace. int64 and uint8 outputs become int32: tfjs has neither. */
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], numOutputs: number): OutputInfo[] {
    const tracer = activeTracer();
    const outputs =
      tracer !== undefined
        ? tracer.addOp(name, attributes, inputs)
        : isDoublePrecision()
          ? runInDoublePrecision(name, attributes, inputs, numOutputs)
          : runtime().ops.run(name, attributes, inputs, numOutputs);
    return outputs.map((output) => (foreignTypes.has(output.dtype) ? this.#toInt32(output, tracer) : output));
  }

  #toInt32(output: OutputInfo, tracer: Tracer | undefined): OutputInfo {
    const attributes = [
      { name: 'SrcT', type: attributeTypes.type, value: output.dtype },
      { name: 'DstT', type: attributeTypes.type, value: dataTypes.int32 },
    ];
    if (tracer !== undefined) return tracer.addOp('Cast', attributes, [output.id])[0];
    const { ops, handles } = runtime();
    const [cast] = ops.run('Cast', attributes, [output.id], 1);
    handles.delete(output.id);
    return cast;
  }

  getNumOfTensors(): number {
    return isRunning() ? runtime().handles.count : 0;
  }

  getNumOfSavedModels(): number {
    return 0;
  }

  /** Called once, before TensorFlow is loaded; kernels only choose the layout of 3-D convolutions by it. */
  isUsingGpuDevice(): boolean {
    return false;
  }

  loadSavedModel(): never {
    throw new EngineError('Saved models are not supported.');
  }

  deleteSavedModel(): never {
    throw new EngineError('Saved models are not supported.');
  }

  runSavedModel(): never {
    throw new EngineError('Saved models are not supported.');
  }
}
